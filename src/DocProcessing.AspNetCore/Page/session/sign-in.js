import { h, show } from "../shared/dom.js";
import { trouble } from "../shared/trouble.js";
import { base, session } from "./session.js";

const roles = [["user", "User: own documents"], ["operator", "Operator: everybody's jobs"], ["admin", "Admin: everything"]];

/** Shows the sign-in, and resolves when somebody is in. `note` says why it is shown, if the user would wonder. */
export async function signIn(main, note) {
  const settings = await (await fetch(`${base}/page/settings.json`)).json();
  return new Promise(resolve => {
    const error = h("div", { role: "alert" });
    const enter = async token => {
      const isGood = await session.enter(token).catch(() => null);
      if (isGood) {
        resolve();
      } else if (isGood === null) {
        show(error, trouble({ code: "network_error" }));
      } else {
        show(error, h("p", { class: "trouble" }, h("strong", {}, "The host does not take this token."), "It may have expired. Get a new one, and paste it as a whole."));
      }
    };

    show(main, h("section", { class: "sign-in" },
      h("div", {}, h("h1", {}, "Sign in"), h("p", { class: "soft" }, note ?? "Upload documents, watch them being processed, and find what is in them.")),
      h("div", { class: "card" }, settings.token_endpoint ? byName(settings.token_endpoint, enter, error) : byToken(enter)),
      settings.token_endpoint && h("details", {}, h("summary", {}, "I have a token"), h("div", { class: "card" }, byToken(enter))),
      error));
    main.querySelector("input, textarea").focus();
  });
}

function byName(endpoint, enter, error) {
  const name = h("input", { type: "text", id: "user", name: "user", autocomplete: "username", required: true, maxlength: 100 });
  return h("form", { onsubmit: async event => {
    event.preventDefault();
    const answer = await fetch(new URL(endpoint, `${base}/`), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user: name.value.trim(), roles: [new FormData(event.target).get("role")] }),
    }).catch(() => null);
    if (answer?.ok) {
      await enter((await answer.json()).access_token);
    } else {
      show(error, h("p", { class: "trouble" }, h("strong", {}, "The host gave no token."), "Check that it runs, enter a name, and try again."));
    }
  } },
    h("div", { class: "field" }, h("label", { for: "user" }, "Name"), name),
    h("fieldset", { class: "field" }, h("legend", {}, "Role"), h("div", { class: "choices" }, roles.map(([value, text], at) =>
      h("label", {}, h("input", { type: "radio", name: "role", value, checked: at === 0 }), text)))),
    h("button", { class: "main" }, "Sign in"),
    h("p", { class: "small soft" }, "This host is in development: it believes any name."));
}

function byToken(enter) {
  const text = h("textarea", { id: "token", rows: 4, required: true, autocomplete: "off", spellcheck: "false" });
  return h("form", { onsubmit: event => {
    event.preventDefault();
    enter(text.value.trim().replace(/^Bearer\s+/i, ""));
  } },
    h("div", { class: "field" }, h("label", { for: "token" }, "Access token"), text),
    h("button", { class: "main" }, "Use this token"),
    h("p", { class: "small soft" }, "It is kept in this tab only, and forgotten when you close it."));
}
