import { h, say } from "../shared/dom.js";

const names = [
  ["upload", "Upload"],
  ["validation", "Check"],
  ["extraction", "Read"],
  ["analysis", "Analyse"],
  ["indexing", "Index"],
  ["completion", "Finish"],
];

export function stageName(stage) {
  return names.find(([key]) => key === stage)?.[1] ?? stage;
}

/** The six stages of a job, each filling as it goes. A stage of the host's own shows as the built-in one before it, done, with its name in words. */
export class Stages {
  constructor() {
    this.steps = names.map(([key, name]) => {
      const fill = h("div", { class: "fill" });
      const state = h("span", { class: "unseen" });
      return { key, fill, state, element: h("li", {}, h("div", { class: "track" }, fill), h("span", { class: "name" }, name, state)) };
    });
    this.element = h("ol", { class: "stages", "aria-label": "Stages" }, this.steps.map(step => step.element));
  }

  update({ status, stage, completed, percent }) {
    const isOver = status === "completed";
    for (const step of this.steps) {
      const isHere = step.key === stage;
      const state = isOver || completed.includes(step.key) ? "done"
        : isHere && (status === "failed" || status === "rejected") ? "failed"
        : isHere && status === "processing" ? "running"
        : "waiting";
      step.element.dataset.state = state;
      step.fill.style.width = state === "done" || state === "failed" ? "100%" : state === "running" ? `${percent}%` : "0";
      say(step.state, `: ${state}`);
    }
  }
}

/** The built-in stages that lie before one: what must be done when it runs. */
export function stagesBefore(stage) {
  const at = names.findIndex(([key]) => key === stage);
  return at < 0 ? [] : names.slice(0, at).map(([key]) => key);
}
