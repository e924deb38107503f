import { h } from "../shared/dom.js";
import { DropZone } from "./drop-zone.js";
import { InterruptedRow } from "./interrupted-row.js";
import { UploadRow } from "./upload-row.js";

/** The uploads of this page: new ones, and those that an earlier page left behind. */
export class Uploads {
  constructor({ uploader }, jobs) {
    this.uploader = uploader;
    this.jobs = jobs;
    this.rows = new Map();
    this.waiting = new Map();
    this.list = h("ul", { class: "list", "aria-label": "Uploads" });
    this.section = h("section", { class: "section", "aria-labelledby": "uploads-title", hidden: true }, h("h2", { id: "uploads-title" }, "Uploads"), this.list);
    this.element = h("div", { class: "section" }, new DropZone(files => this.add(files)).element, this.section);
    this.restore();
  }

  /** Uploads files. One that an earlier page had begun goes on where it was. */
  async add(files) {
    for (const file of files) {
      const begun = [...this.waiting.values()].find(row => row.fits(file));
      begun ? this.goOn(begun.found, file) : this.start(file.name, file.size, options => this.uploader.uploadFile(file, options));
    }
  }

  close() {
    for (const row of this.rows.values()) {
      row.upload.pause();
    }
  }

  async restore() {
    for (const found of await this.uploader.findResumable()) {
      if (found.hasFile) {
        this.goOn(found);
      } else {
        this.waiting.set(found.key, new InterruptedRow(found, { onFile: file => this.goOn(found, file), onGone: () => this.forget(found) }));
      }
    }

    this.render();
  }

  goOn(found, file) {
    this.waiting.delete(found.key);
    this.start(found.filename, found.size, options => found.resume({ ...options, file }));
  }

  start(name, size, begin) {
    const row = new UploadRow(name, size, {
      onJob: jobId => this.jobs.uploadedHere(jobId),
      onEnd: (jobId, isDone) => {
        this.rows.delete(row.upload.id);
        this.render();
        this.jobs.uploadEnded(jobId, isDone);
      },
    });
    row.follow(begin(row.callbacks));
    this.rows.set(row.upload.id, row);
    this.render();
  }

  async forget(found) {
    this.waiting.delete(found.key);
    this.render();
    await found.discard();
  }

  render() {
    const rows = [...this.waiting.values(), ...this.rows.values()];
    this.section.hidden = rows.length === 0;
    // Only what is new or gone moves, so that a button under somebody's finger or focus stays.
    for (const old of [...this.list.children].filter(element => !rows.some(row => row.element === element))) {
      old.remove();
    }

    this.list.append(...rows.map(row => row.element).filter(element => element.parentNode !== this.list));
  }
}
