import { h, show } from "../shared/dom.js";
import { ago, bytes } from "../shared/format.js";

/** An upload of an earlier page whose file the browser did not keep: the user gives it again. */
export class InterruptedRow {
  constructor(found, { onFile, onGone }) {
    this.found = found;
    const note = h("p", { role: "alert" });
    const input = h("input", { type: "file", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => {
      const [file] = input.files;
      if (file && this.fits(file)) {
        onFile(file);
      } else if (file) {
        show(note, h("span", { class: "trouble mild" }, h("strong", {}, "That is another file."), `Choose ${found.filename}, ${bytes(found.size)}.`));
      }

      input.value = "";
    } });
    this.element = h("li", { class: "card row" },
      h("div", { class: "row-head" }, h("h3", {}, found.filename), h("span", { class: "badge", "data-tone": "warn" }, "Interrupted")),
      h("p", { class: "soft" }, `Begun ${ago(found.startedAt)}. Choose the file again to go on; what has arrived is not sent again.`),
      note,
      h("div", { class: "row-foot" }, h("p", { class: "small soft" }, bytes(found.size)), h("div", { class: "actions" },
        h("button", { type: "button", class: "small main", "aria-label": `Choose ${found.filename} again`, onclick: () => input.click() }, "Choose the file"),
        h("button", { type: "button", class: "small quiet", "aria-label": `Give up ${found.filename}`, onclick: onGone }, "Give up"), input)));
  }

  /** Whether this may be the file: the uploader looks closer. */
  fits(file) {
    return file.name === this.found.filename && file.size === this.found.size;
  }
}
