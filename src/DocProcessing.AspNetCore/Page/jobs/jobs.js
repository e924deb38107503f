import { h, show } from "../shared/dom.js";
import { trouble } from "../shared/trouble.js";
import { JobCard, isOver } from "./job-card.js";

const pageSize = 20;
const refreshTime = 20_000;

const filters = [
  ["All", []],
  ["In progress", ["uploading", "pending", "processing"]],
  ["Done", ["completed"]],
  ["Needs attention", ["rejected", "failed"]],
  ["Cancelled", ["cancelled", "expired"]],
];

/** The user's jobs, newest first, each followed live. */
export class Jobs {
  constructor({ documents, tracker }) {
    this.documents = documents;
    this.tracker = tracker;
    this.cards = new Map();
    this.followed = new Map();
    this.uploads = new Set();
    this.statuses = [];
    this.list = h("ul", { class: "list", "aria-label": "Jobs" });
    this.empty = h("div", { class: "empty", hidden: true });
    this.error = h("div", { role: "alert" });
    this.more = h("button", { type: "button", hidden: true, onclick: () => this.loadMore() }, "Show older ones");
    this.pills = h("div", { class: "pills", role: "group", "aria-label": "Show" }, filters.map(([name, statuses], at) =>
      h("button", { type: "button", "aria-pressed": String(at === 0), onclick: event => this.filter(event.currentTarget, statuses) }, name)));
    this.element = h("section", { class: "section", "aria-labelledby": "jobs-title" },
      h("div", { class: "section-head" }, h("h2", { id: "jobs-title" }, "Jobs"), this.pills), this.error, this.list, this.empty, h("div", { class: "actions" }, this.more));
  }

  enter() {
    this.load();
    this.timer = setInterval(() => document.visibilityState === "visible" && this.load(), refreshTime);
  }

  leave() {
    clearInterval(this.timer);
  }

  close() {
    this.leave();
    this.followed.forEach(unfollow => unfollow());
    this.followed.clear();
  }

  /** An upload of this page has its own row; its job comes into the list when that is through. */
  uploadedHere(jobId) {
    this.uploads.add(jobId);
    this.drop(jobId);
  }

  uploadEnded(jobId) {
    if (jobId) {
      this.uploads.delete(jobId);
      this.refresh(jobId);
    }
  }

  /** Looks one job up again, and shows it if it fits the filter. */
  async refresh(jobId) {
    if (!jobId || this.uploads.has(jobId)) {
      return;
    }

    try {
      this.put(await this.documents.job(jobId), true);
    } catch {
      this.drop(jobId);
    }

    this.tellEmpty();
  }

  filter(button, statuses) {
    this.statuses = statuses;
    this.pills.querySelectorAll("button").forEach(other => other.setAttribute("aria-pressed", String(other === button)));
    this.cards.forEach((_, jobId) => this.drop(jobId));
    this.load();
  }

  async load() {
    const page = await this.ask({});
    if (page) {
      // What is there stays where it is; new ones come on top, oldest of them first.
      page.jobs.toReversed().forEach(job => this.put(job, true));
      this.dropGone(page);
      if (this.cards.size <= pageSize) {
        this.next = page.next_cursor;
      }

      this.tellEmpty();
    }
  }

  async loadMore() {
    const page = await this.ask({ cursor: this.next });
    if (page) {
      page.jobs.forEach(job => this.put(job, false));
      this.next = page.next_cursor;
      this.tellEmpty();
    }
  }

  async ask(query) {
    const { statuses } = this;
    try {
      const page = await this.documents.jobs({ status: statuses, limit: pageSize, ...query });
      show(this.error);

      // The filter may have changed meanwhile: then another answer is on its way.
      return statuses === this.statuses ? page : null;
    } catch (error) {
      show(this.error, trouble(error));
      return null;
    }
  }

  put(job, onTop) {
    const fits = this.statuses.length === 0 || this.statuses.includes(job.status);
    if (this.uploads.has(job.job_id) || !fits) {
      return this.drop(job.job_id);
    }

    const known = this.cards.get(job.job_id);
    if (known) {
      known.update(job);
    } else {
      const card = new JobCard(job, { onCancel: job => this.act("cancel", job), onRetry: job => this.act("retry", job) });
      this.cards.set(job.job_id, card);
      onTop ? this.list.prepend(card.element) : this.list.append(card.element);
    }

    this.follow(job);
  }

  /** What should be on a page and is not, was deleted. */
  dropGone(page) {
    const present = new Set(page.jobs.map(job => job.job_id));
    const oldest = page.jobs.at(-1)?.created_at;
    for (const [jobId, { job }] of this.cards) {
      if (!present.has(jobId) && (!page.next_cursor || job.created_at > oldest)) {
        this.drop(jobId);
      }
    }
  }

  async act(call, job) {
    this.put(await this.documents[call](job.job_id), true);
  }

  follow({ job_id: jobId, status }) {
    if (isOver(status) || this.followed.has(jobId)) {
      return;
    }

    const end = () => {
      this.unfollow(jobId);
      this.refresh(jobId);
    };
    this.followed.set(jobId, this.tracker.subscribe(jobId, {
      onProgress: step => this.cards.get(jobId)?.progress(step),
      onComplete: end,
      onError: end,
    }));
  }

  unfollow(jobId) {
    this.followed.get(jobId)?.();
    this.followed.delete(jobId);
  }

  drop(jobId) {
    this.unfollow(jobId);
    this.cards.get(jobId)?.element.remove();
    this.cards.delete(jobId);
  }

  tellEmpty() {
    this.more.hidden = !this.next;
    this.empty.hidden = this.cards.size > 0;
    const isAll = this.statuses.length === 0;
    show(this.empty, h("strong", {}, isAll ? "No documents yet." : "Nothing here."), isAll ? "Drop a document above to begin: it is read, analysed and made searchable." : "Choose another filter to see the rest.");
  }
}
