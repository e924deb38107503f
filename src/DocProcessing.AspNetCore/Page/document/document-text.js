import { h, show } from "../shared/dom.js";
import { number } from "../shared/format.js";

const pagesAtOnce = 20;
const charactersAtOnce = 200_000;

/** A document's text, some pages at a time: a book at once would make the page slow. */
export class DocumentText {
  constructor(firstPage) {
    this.firstPage = firstPage;
    this.pages = h("div", { class: "pages" }, h("p", { class: "soft" }, "Loading the text"));
    this.more = h("button", { type: "button", hidden: true, onclick: () => this.showMore() }, "Show more");
    this.element = h("section", { class: "card section", "aria-labelledby": "text-title" }, h("h2", { id: "text-title" }, "Text"), this.pages, h("div", { class: "actions" }, this.more));
  }

  show(text) {
    show(this.pages);
    this.rest = piecesOf(text);
    this.total = this.rest.length;
    this.hasPages = text.includes("\f");
    if (this.total === 0) {
      show(this.pages, h("p", { class: "soft" }, "No text was found in this document."));
    }

    do {
      this.showMore();
    } while (this.firstPage && this.pages.children.length < this.firstPage && this.rest.length > 0);
    if (this.firstPage > 1) {
      this.pages.children[Math.min(this.firstPage, this.total) - 1]?.scrollIntoView();
    }
  }

  fail(trouble) {
    show(this.pages, trouble);
  }

  showMore() {
    const start = this.total - this.rest.length;
    this.pages.append(...this.rest.splice(0, this.hasPages ? pagesAtOnce : 1).map((text, at) =>
      h("div", {}, this.hasPages && h("h3", {}, `Page ${start + at + 1}`), h("pre", {}, text.trim()))));
    this.more.hidden = this.rest.length === 0;
    this.more.textContent = this.hasPages ? `Show more (${number(this.rest.length)} pages left)` : "Show more";
  }
}

function piecesOf(text) {
  if (text.includes("\f")) {
    return text.split("\f");
  }

  const pieces = [];
  for (let start = 0; start < text.length;) {
    const end = start + charactersAtOnce >= text.length ? text.length : Math.max(start + 1, text.lastIndexOf("\n", start + charactersAtOnce) + 1 || start + charactersAtOnce);
    pieces.push(text.slice(start, end));
    start = end;
  }

  return pieces.filter(piece => piece.trim() !== "");
}
