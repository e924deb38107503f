import { h, svg } from "../shared/dom.js";

/** Takes files that are dropped anywhere on the page, or picked. */
export class DropZone {
  constructor(onFiles) {
    const input = h("input", { type: "file", id: "files", class: "unseen", multiple: true, tabindex: "-1", "aria-hidden": "true", onchange: () => {
      onFiles([...input.files]);
      // The same file again is to be a change again.
      input.value = "";
    } });
    this.element = h("section", { class: "drop", "aria-label": "Upload" },
      svg("svg", { viewBox: "0 0 40 40", width: 40, height: 40, "aria-hidden": "true" }, svg("path", { d: "M20 26V9M13 15.5l7-7 7 7M7 25v5a3 3 0 0 0 3 3h20a3 3 0 0 0 3-3v-5" })),
      h("div", {},
        h("p", { class: "lead" }, "Drop documents anywhere on this page"),
        h("p", { class: "soft" }, "PDF, Word, Excel, PowerPoint, e-mail, web pages, text and more. Large files survive a lost network and a reload.")),
      h("button", { type: "button", class: "main", onclick: () => input.click() }, "Choose files"), input);
    this.takeDrops(onFiles);
  }

  takeDrops(onFiles) {
    let inside = 0;
    const isFiles = event => event.dataTransfer?.types.includes("Files");
    const mark = change => {
      inside = Math.max(0, inside + change);
      this.element.classList.toggle("over", inside > 0);
    };
    document.addEventListener("dragenter", event => isFiles(event) && mark(1));
    document.addEventListener("dragleave", event => isFiles(event) && mark(-1));
    document.addEventListener("dragover", event => isFiles(event) && event.preventDefault());
    document.addEventListener("drop", event => {
      if (isFiles(event) && this.element.isConnected) {
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }

      mark(-inside);
    });
  }
}
