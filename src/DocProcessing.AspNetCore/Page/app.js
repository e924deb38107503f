import { DocumentView } from "./document/document.js";
import { HomeView } from "./home.js";
import { Notifications } from "./notifications/notifications.js";
import { OperatorView } from "./operator/operator.js";
import { SearchView } from "./search/search.js";
import { connect } from "./session/services.js";
import { session } from "./session/session.js";
import { signIn } from "./session/sign-in.js";
import { h, show } from "./shared/dom.js";
import { trouble } from "./shared/trouble.js";

const main = document.getElementById("content");
const views = document.getElementById("views");
const account = document.getElementById("account");

/** The views by the first word of the address's fragment. Home lives as long as the session does: its uploads go on while others are shown. */
const makers = {
  search: (services, route) => new SearchView(services, route),
  document: (services, route) => new DocumentView(services, route),
  operator: services => session.isOperator ? new OperatorView(services) : null,
};

let note = null;
for (;;) {
  try {
    if (!session.token || !await session.enter(session.token)) {
      await signIn(main, note);
    }
  } catch (error) {
    await failToReach(error);
    continue;
  }

  note = await stay();
}

function failToReach(error) {
  return new Promise(resolve => show(main, h("section", { class: "sign-in" },
    trouble({ code: "network_error", message: error.message }),
    h("div", { class: "actions" }, h("button", { type: "button", class: "main", onclick: resolve }, "Try again")))));
}

/** Shows views until the user signs out or the token runs out. Answers what to tell at the next sign-in. */
async function stay() {
  const services = connect();
  const notifications = new Notifications(services);
  const home = new HomeView(services, notifications);
  const over = new AbortController();
  let current = null;

  const go = moved => {
    current?.leave?.();
    const route = readRoute();
    current = route.view === "documents" ? home : makers[route.view]?.(services, route) ?? home;
    for (const link of views.querySelectorAll("a")) {
      const isHere = link.dataset.view === route.view;
      isHere ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
      link.hidden = link.dataset.role === "operator" && !session.isOperator;
    }

    show(main, current.element);
    document.title = `${current.title} · DocProcessing`;
    current.enter?.();
    if (moved) {
      // A screen reader tells where it is now, and the next Tab begins there.
      main.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  };

  views.hidden = account.hidden = false;
  document.getElementById("who").textContent = session.role === "user" ? session.user : `${session.user} (${session.role})`;
  window.addEventListener("hashchange", () => go(true), { signal: over.signal });
  watchNetwork(over.signal);
  go(false);

  const reason = await new Promise(resolve => {
    document.getElementById("sign-out").addEventListener("click", () => resolve(null), { signal: over.signal });
    window.addEventListener("signed-out", () => resolve("Your token has run out. Sign in again, and everything goes on where it was."), { signal: over.signal });
  });
  over.abort();
  current?.leave?.();
  home.close();
  notifications.close();
  session.leave();
  views.hidden = account.hidden = true;
  return reason;
}

function readRoute() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, id] = path.split("/");
  return { view: view || "documents", id: id ? decodeURIComponent(id) : null, query: new URLSearchParams(query ?? "") };
}

function watchNetwork(signal) {
  const line = document.getElementById("connection");
  const tell = () => {
    line.hidden = navigator.onLine;
    line.textContent = navigator.onLine ? "" : "You are offline. Uploads wait, and go on by themselves when the network is back.";
  };
  window.addEventListener("online", tell, { signal });
  window.addEventListener("offline", tell, { signal });
  tell();
}
