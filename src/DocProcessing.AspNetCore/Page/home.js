import { h } from "./shared/dom.js";
import { Jobs } from "./jobs/jobs.js";
import { Uploads } from "./uploads/uploads.js";

/** Where documents come in and are followed: uploads above, jobs below. */
export class HomeView {
  title = "Documents";

  constructor(services, notifications) {
    this.jobs = new Jobs(services);
    this.uploads = new Uploads(services, this.jobs);
    this.element = h("div", { class: "section" },
      h("h1", {}, "Your documents"),
      this.uploads.element,
      this.jobs.element);
    notifications.onNotice = notice => this.jobs.refresh(notice.job_id);
  }

  enter() {
    this.jobs.enter();
  }

  leave() {
    this.jobs.leave();
  }

  close() {
    this.jobs.close();
    this.uploads.close();
  }
}
