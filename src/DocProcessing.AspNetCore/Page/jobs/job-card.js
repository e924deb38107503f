import { h, say, show } from "../shared/dom.js";
import { badge } from "../shared/badge.js";
import { explain } from "../shared/error-texts.js";
import { ago, bytes, moment } from "../shared/format.js";
import { trouble } from "../shared/trouble.js";
import { session } from "../session/session.js";
import { Stages, stageName, stagesBefore } from "./stages.js";

export const isOver = status => ["completed", "rejected", "failed", "cancelled", "expired"].includes(status);

/** One job: where it stands, what went wrong, and what can be done. It is changed in place, so that focus stays. */
export class JobCard {
  constructor(job, on) {
    this.job = job;
    this.title = h("h3", {});
    this.badge = h("span", {});
    this.stages = new Stages();
    this.line = h("p", { class: "small soft" });
    this.error = h("div", {});
    this.facts = h("p", { class: "small soft" });
    this.cancel = this.action("Cancel", "quiet", on.onCancel);
    this.retry = this.action("Run again", "", on.onRetry);
    this.open = h("a", { class: "button small", href: "#" }, "Open");
    this.element = h("li", { class: "card row" },
      h("div", { class: "row-head" }, this.title, this.badge),
      this.stages.element,
      this.line,
      this.error,
      h("div", { class: "row-foot" }, this.facts, h("div", { class: "actions" }, this.retry, this.cancel, this.open)));
    this.update(job);
  }

  /** Shows the job's record. */
  update(job) {
    this.job = job;
    say(this.title, job.filename);
    say(this.facts, [bytes(job.file_size), ago(job.created_at), job.owner === session.user ? null : `by ${job.owner}`].filter(Boolean).join(" · "));
    this.facts.title = moment(job.created_at);
    this.render({ status: job.status, stage: job.stage, completed: job.completed_stages, percent: 0 });
    say(this.line, this.sentence(job));
    const isTrouble = job.error && job.status !== "cancelled";
    const note = isTrouble && job.status !== "failed" && job.status !== "rejected" ? `Attempt ${job.attempt} goes on by itself.` : null;
    show(this.error, isTrouble && trouble(job.error, { mild: job.status !== "failed", note }));
    for (const action of [this.cancel, this.retry, this.open]) {
      action.setAttribute("aria-label", `${action.textContent} ${job.filename}`);
    }

    this.open.href = `#/document/${job.document_id}`;
    this.error.append(...job.warnings.map(warning => h("p", { class: "small soft" }, explain(warning.code, warning.message).title)));
  }

  /** Shows a step of its way. */
  progress(step) {
    this.job.status = step.status;
    this.render({ status: step.status, stage: step.stage, completed: stagesBefore(step.stage), percent: step.stage_progress });
    const attempt = step.attempt > 1 ? ` (attempt ${step.attempt})` : "";
    say(this.line, isOver(step.status) ? "" : `${step.message ?? stageName(step.stage)}${attempt}`);
  }

  render({ status, stage, completed, percent }) {
    if (this.shown !== status) {
      this.shown = this.element.dataset.status = status;
      show(this.badge, badge(status));
    }

    this.stages.update({ status, stage, completed, percent });
    this.cancel.hidden = isOver(status);
    this.retry.hidden = status !== "failed";
    this.open.hidden = status !== "completed";
    this.line.hidden = isOver(status);
  }

  sentence(job) {
    if (job.cancel_requested && !isOver(job.status)) {
      return "Being cancelled";
    }

    switch (job.status) {
      case "uploading": return "Being uploaded elsewhere";
      case "pending": return job.attempt > 1 ? `Waiting for attempt ${job.attempt} of ${stageName(job.stage)}` : "Waiting for a free worker";
      case "processing": return `${stageName(job.stage ?? "upload")}${job.attempt > 1 ? ` (attempt ${job.attempt})` : ""}`;
      default: return "";
    }
  }

  action(text, look, run) {
    const button = h("button", { type: "button", class: `small ${look}`, onclick: async () => {
      button.disabled = true;
      try {
        await run(this.job);
      } catch (error) {
        show(this.error, trouble(error));
      } finally {
        button.disabled = false;
      }
    } }, text);
    return button;
  }
}
