import { h } from "./dom.js";

/** Asks before something that cannot be undone. Answers whether the user wants it; focus goes back to where it was. */
export function confirm({ title, text, action }) {
  return new Promise(resolve => {
    const cancel = h("button", { value: "no", autofocus: true }, "Keep it");
    const dialog = h("dialog", { "aria-labelledby": "dialog-title", onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    } }, h("form", { method: "dialog" },
      h("h2", { id: "dialog-title" }, title),
      h("p", {}, text),
      h("div", { class: "actions end" }, cancel, h("button", { class: "danger", value: "yes" }, action))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
