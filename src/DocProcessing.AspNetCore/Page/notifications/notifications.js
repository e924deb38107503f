import { h, say, show } from "../shared/dom.js";
import { ago } from "../shared/format.js";

const kept = 50;
const toastTime = 8000;
const toastsAtOnce = 3;

/** What has happened to the user's documents: shown for a moment, and kept in a list behind the bell. */
export class Notifications {
  onNotice = () => {};

  constructor({ tracker }) {
    this.bell = document.getElementById("bell");
    this.count = document.getElementById("bell-count");
    this.panel = document.getElementById("notices");
    this.toasts = document.getElementById("toasts");
    this.notices = [];
    this.unseen = 0;
    this.over = new AbortController();
    this.unfollow = tracker.onNotification(notice => this.add(notice));
    this.tracker = tracker;
    tracker.connect();
    this.bell.addEventListener("click", () => this.toggle(this.panel.hidden), { signal: this.over.signal });
    this.panel.addEventListener("keydown", event => event.key === "Escape" && this.toggle(false), { signal: this.over.signal });
    document.addEventListener("click", event => !this.panel.hidden && !this.panel.contains(event.target) && !this.bell.contains(event.target) && this.toggle(false, false), { signal: this.over.signal });
    this.render();
  }

  close() {
    this.over.abort();
    this.unfollow?.();
    this.tracker.disconnect();
    this.toggle(false, false);
    show(this.toasts);
    this.count.hidden = true;
  }

  add(notice) {
    // After a lost connection, some come again.
    if (this.notices.some(known => known.id === notice.id)) {
      return;
    }

    this.notices = [notice, ...this.notices].slice(0, kept);
    this.unseen = this.panel.hidden ? this.unseen + 1 : 0;
    this.render();
    this.toast(notice);
    this.onNotice(notice);
  }

  toast(notice) {
    const toast = h("p", { class: "toast", "data-tone": toneOf(notice) }, notice.message);
    this.toasts.append(toast);
    while (this.toasts.children.length > toastsAtOnce) {
      this.toasts.firstChild.remove();
    }

    setTimeout(() => toast.remove(), toastTime);
  }

  toggle(isOpen, movesFocus = true) {
    this.panel.hidden = !isOpen;
    this.bell.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) {
      this.unseen = 0;
      this.render();
    }

    if (movesFocus) {
      (isOpen ? this.panel : this.bell).focus();
    }
  }

  render() {
    this.count.hidden = this.unseen === 0;
    say(this.count, this.unseen > 9 ? "9+" : String(this.unseen));
    this.bell.querySelector(".unseen").textContent = this.unseen === 0 ? "Notifications" : "Notifications, new:";
    show(this.panel, h("h2", {}, "Notifications"), this.notices.length === 0
      ? h("p", { class: "soft" }, "Nothing yet. You are told here when a document is done, or needs you.")
      : h("ul", {}, this.notices.map(notice => h("li", {},
        notice.document_id ? h("a", { href: `#/document/${notice.document_id}` }, notice.message) : notice.message,
        h("p", { class: "small soft" }, ago(notice.timestamp))))));
  }
}

function toneOf({ kind }) {
  return /fail|reject|expire/.test(kind ?? "") ? "bad" : "good";
}
