import { h, say, show } from "../shared/dom.js";
import { ago } from "../shared/format.js";
import { statusName } from "../shared/badge.js";
import { explain } from "../shared/error-texts.js";
import { trouble } from "../shared/trouble.js";
import { stageName } from "../jobs/stages.js";

const shown = 50;

/** Everybody's failed jobs, each with a button that runs it again. */
export class Failures {
  constructor({ documents }) {
    this.documents = documents;
    this.rows = new Map();
    // Answers may overtake each other: only the last question's counts.
    this.turn = 0;
    this.body = h("tbody", {});
    this.none = h("p", { class: "soft", hidden: true }, "No job has failed. Failed ones are kept here until they are run again or deleted.");
    // What an operator did is told until the next thing is done: looking again, which happens by itself, must not wipe it out before it was read.
    this.status = h("p", { class: "soft", role: "status", tabindex: "-1", hidden: true });
    this.error = h("div", { role: "alert" });
    this.table = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Failed jobs", hidden: true }, h("table", { class: "failures" },
      h("thead", {}, h("tr", {}, ["Document", "User", "Step", "What happened", "When", "Action"].map(name => h("th", { scope: "col" }, name)))), this.body));
    this.element = h("section", { class: "card section", "aria-labelledby": "failures-title" }, h("h2", { id: "failures-title" }, "Failures"), this.error, this.status, this.none, this.table);
  }

  async load() {
    const turn = ++this.turn;
    try {
      const { jobs } = await this.documents.jobs({ status: ["failed", "rejected"], limit: shown });
      if (turn === this.turn) {
        show(this.error);
        this.update(jobs);
      }
    } catch (error) {
      show(this.error, trouble(error));
    }
  }

  update(jobs) {
    const present = new Set(jobs.map(job => job.job_id));
    for (const [jobId, row] of this.rows) {
      if (!present.has(jobId)) {
        row.remove();
        this.rows.delete(jobId);
      }
    }

    for (const job of jobs.toReversed().filter(job => !this.rows.has(job.job_id))) {
      const row = this.row(job);
      this.rows.set(job.job_id, row);
      this.body.prepend(row);
    }

    this.table.hidden = jobs.length === 0;
    this.none.hidden = jobs.length > 0;
  }

  row(job) {
    const again = job.status === "failed" && h("button", { type: "button", class: "small", "aria-label": `Run ${job.filename} again`, onclick: () => this.retry(job, again) }, "Run again");
    const { title, advice } = explain(job.error?.code, job.error?.message);
    return h("tr", {},
      h("th", { scope: "row" }, job.filename),
      h("td", {}, job.owner),
      h("td", {}, stageName(job.error?.stage ?? job.stage ?? "")),
      h("td", { title: job.error?.message }, title, h("span", { class: "small soft" }, ` ${job.status === "failed" ? `After ${job.attempt} ${job.attempt === 1 ? "attempt" : "attempts"}.` : advice}`)),
      h("td", {}, ago(job.finished_at ?? job.created_at)),
      h("td", {}, again || h("span", { class: "soft" }, statusName(job.status))));
  }

  async retry(job, button) {
    button.disabled = true;
    try {
      await this.documents.retry(job.job_id);
      show(this.error);
      await this.load();
      this.status.hidden = false;
      say(this.status, `${job.filename} runs again.`);

      // The button is gone with its row: focus goes to what tells why.
      this.status.focus();
    } catch (error) {
      button.disabled = false;
      show(this.error, trouble(error));
    }
  }
}
