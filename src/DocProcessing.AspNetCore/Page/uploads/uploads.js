import { h } from "../shared/dom.js";
import { DropZone } from "./drop-zone.js";
import { InterruptedRow } from "./interrupted-row.js";
import { UploadRow } from "./upload-row.js";

// More at once would not be faster, and a host takes only so many open uploads of one user.
const atOnce = 4;

/** The uploads of this page: new ones, and those that an earlier page left behind. */
export class Uploads {
  constructor({ uploader }, jobs) {
    this.uploader = uploader;
    this.jobs = jobs;
    this.rows = new Set();
    this.queue = [];
    this.waiting = new Map();
    this.list = h("ul", { class: "list", "aria-label": "Uploads" });
    this.section = h("section", { class: "section", "aria-labelledby": "uploads-title", hidden: true }, h("h2", { id: "uploads-title" }, "Uploads"), this.list);
    this.element = h("div", { class: "section" }, new DropZone(files => this.add(files)).element, this.section);
    this.over = new AbortController();
    window.addEventListener("beforeunload", event => this.queue.length > 0 && event.preventDefault(), { signal: this.over.signal });
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
    this.over.abort();
    this.queue = [];
    this.rows.forEach(row => row.upload?.pause());
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
      onRest: () => this.startNext(),
      onEnd: jobId => this.end(row, jobId),
    });
    this.rows.add(row);
    this.queue.push({ row, begin });
    this.render();
    this.startNext();
  }

  startNext() {
    while (this.queue.length > 0 && this.busy < atOnce) {
      const { row, begin } = this.queue.shift();
      row.follow(begin(row.callbacks));
    }
  }

  /** The uploads that are under way: one that is paused or has failed holds nobody up. */
  get busy() {
    return [...this.rows].filter(row => row.upload && !["paused", "failed"].includes(row.upload.state)).length;
  }

  end(row, jobId) {
    this.rows.delete(row);
    this.queue = this.queue.filter(other => other.row !== row);
    this.render();
    this.jobs.uploadEnded(jobId);
    this.startNext();
  }

  async forget(found) {
    this.waiting.delete(found.key);
    this.render();
    await found.discard();
  }

  render() {
    const rows = [...this.waiting.values(), ...this.rows];
    this.section.hidden = rows.length === 0;
    // Only what is new or gone moves, so that a button under somebody's finger or focus stays.
    for (const old of [...this.list.children].filter(element => !rows.some(row => row.element === element))) {
      old.remove();
    }

    this.list.append(...rows.map(row => row.element).filter(element => element.parentNode !== this.list));
  }
}
