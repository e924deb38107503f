import { h } from "./dom.js";

const looks = {
  uploading: ["Uploading", "busy"],
  pending: ["Waiting", "quiet"],
  processing: ["Processing", "busy"],
  completed: ["Done", "good"],
  rejected: ["Rejected", "warn"],
  failed: ["Failed", "bad"],
  cancelled: ["Cancelled", "quiet"],
  expired: ["Expired", "quiet"],
};

export function statusName(status) {
  return looks[status]?.[0] ?? status;
}

/** Shows a job's status by word and colour. */
export function badge(status) {
  return h("span", { class: "badge", "data-tone": looks[status]?.[1] ?? "quiet" }, statusName(status));
}
