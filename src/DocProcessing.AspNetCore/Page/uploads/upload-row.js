import { h, say, show } from "../shared/dom.js";
import { bytes, duration } from "../shared/format.js";
import { trouble } from "../shared/trouble.js";

const words = {
  preparing: "Preparing",
  uploading: "Uploading",
  waiting: "Waiting for the host",
  paused: "Paused",
  completing: "Finishing",
  failed: "Failed",
};

/** One upload on its way. */
export class UploadRow {
  /** What the uploader calls. */
  callbacks = {
    onProgress: progress => this.progress(progress),
    onStateChange: state => this.state(state),
    onComplete: result => this.on.onEnd(result.jobId, true),
    onError: error => this.fail(error),
  };

  constructor(name, size, on) {
    this.name = name;
    this.on = on;
    this.bar = h("progress", { max: 100, value: 0, "aria-label": `Upload of ${name}` });
    this.figures = h("p", { class: "small soft numbers" }, bytes(size));
    this.word = h("span", { class: "badge", "data-tone": "busy", role: "status" }, words.preparing);
    this.pause = h("button", { type: "button", class: "small", "aria-label": `Pause ${name}`, onclick: () => this.toggle() }, "Pause");
    this.cancel = h("button", { type: "button", class: "small quiet", "aria-label": `Cancel ${name}`, onclick: () => this.upload.cancel() }, "Cancel");
    this.error = h("div", { role: "alert" });
    this.element = h("li", { class: "card row" },
      h("div", { class: "row-head" }, h("h3", {}, name), this.word),
      this.bar,
      this.error,
      h("div", { class: "row-foot" }, this.figures, h("div", { class: "actions" }, this.pause, this.cancel)));
  }

  follow(upload) {
    this.upload = upload;
  }

  progress({ bytesSent, totalBytes, percent, bytesPerSecond, secondsLeft }) {
    this.bar.value = percent;
    const speed = this.upload?.state === "uploading" && bytesPerSecond > 0 ? ` · ${bytes(Math.round(bytesPerSecond))}/s` : "";
    const left = speed && secondsLeft !== undefined ? ` · ${duration(Math.max(1, Math.ceil(secondsLeft)))} left` : "";
    say(this.figures, `${bytes(bytesSent)} of ${bytes(totalBytes)}${speed}${left}`);
  }

  state(state) {
    if (this.upload?.jobId) {
      this.on.onJob(this.upload.jobId);
    }

    if (state === "cancelled") {
      this.on.onEnd(this.upload.jobId, false);
      return;
    }

    say(this.word, state === "waiting" && !navigator.onLine ? "Offline: waiting" : words[state] ?? state);
    this.word.dataset.tone = state === "failed" ? "bad" : state === "waiting" ? "warn" : state === "paused" ? "quiet" : "busy";
    const isPaused = state === "paused";
    say(this.pause, isPaused ? "Resume" : "Pause");
    this.pause.setAttribute("aria-label", `${isPaused ? "Resume" : "Pause"} ${this.name}`);
    this.pause.hidden = state === "completing" || state === "failed";
  }

  toggle() {
    this.upload.state === "paused" ? this.upload.resume() : this.upload.pause();
  }

  /** It stays on show, with what to do, until the user has taken note. */
  fail(error) {
    show(this.error, trouble(error));
    this.bar.hidden = this.pause.hidden = true;
    say(this.cancel, "Dismiss");
    this.cancel.setAttribute("aria-label", `Dismiss ${this.name}`);
    this.cancel.addEventListener("click", () => this.on.onEnd(this.upload.jobId, false), { once: true });
  }
}
