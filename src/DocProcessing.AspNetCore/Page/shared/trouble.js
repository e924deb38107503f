import { h } from "./dom.js";
import { explain } from "./error-texts.js";

/** Shows an error: what happened, and what to do next. */
export function trouble(error, { mild = false, note = null } = {}) {
  const code = error.code ?? "network_error";
  const { title, advice } = explain(code, error.detail ?? error.message);
  return h("div", { class: mild ? "trouble mild" : "trouble" },
    h("strong", {}, title), advice, note ? ` ${note}` : null, " ", h("code", { title: error.detail ?? error.message }, code));
}
