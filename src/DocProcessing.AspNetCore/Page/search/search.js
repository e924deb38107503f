import { h, say, show } from "../shared/dom.js";
import { trouble } from "../shared/trouble.js";
import { snippetNodes } from "./snippet.js";

const pageSize = 20;

/** Finds documents by their words. The query is in the address, so that Back and a reload bring it again. */
export class SearchView {
  title = "Search";

  constructor({ documents }, { query }) {
    this.documents = documents;
    this.query = query.get("q") ?? "";
    this.input = h("input", { type: "search", id: "query", maxlength: 1000, autocomplete: "off", value: this.query });
    this.summary = h("p", { class: "soft", role: "status" });
    this.hits = h("ol", { class: "list hits", "aria-label": "Results" });
    this.error = h("div", { role: "alert" });
    this.more = h("button", { type: "button", hidden: true, onclick: () => this.load() }, "Show more results");
    this.element = h("div", { class: "section" }, h("h1", {}, "Search"),
      h("form", { class: "section", role: "search", onsubmit: event => {
        event.preventDefault();
        this.submit();
      } },
        h("label", { for: "query" }, "Words, \"phrases in quotes\", or beginnings with a star"),
        h("div", { class: "search-form" }, this.input, h("button", { class: "main" }, "Search"))),
      this.error, this.summary, this.hits, h("div", { class: "actions" }, this.more));
  }

  enter() {
    this.query ? this.load() : this.input.focus();
  }

  submit() {
    const text = this.input.value.trim();
    if (text && text !== this.query) {
      location.hash = `#/search?q=${encodeURIComponent(text)}`;
    } else if (text) {
      show(this.hits);
      this.load();
    }
  }

  async load() {
    try {
      const found = await this.documents.search(this.query, { limit: pageSize, offset: this.hits.children.length });
      show(this.error);
      this.hits.append(...found.map(hit => this.hit(hit)));
      this.more.hidden = found.length < pageSize;
      const count = this.hits.children.length;
      say(this.summary, count === 0 ? `Nothing found for ${this.query}. Try fewer words, or the beginning of one with a star: harb*`
        : `${count}${this.more.hidden ? "" : " or more"} ${count === 1 ? "place" : "places"} found`);
    } catch (error) {
      show(this.error, trouble(error));
    }
  }

  hit(hit) {
    return h("li", { class: "card" },
      h("div", { class: "row-head" }, h("h2", {}, h("a", { href: `#/document/${hit.document_id}${hit.page ? `?page=${hit.page}` : ""}` }, hit.filename)),
        hit.page && h("span", { class: "small soft" }, `Page ${hit.page}`)),
      h("p", {}, snippetNodes(hit.snippet)));
  }
}
