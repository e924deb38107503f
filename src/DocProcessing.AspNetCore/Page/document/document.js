import { h, show } from "../shared/dom.js";
import { badge } from "../shared/badge.js";
import { confirm } from "../shared/dialog.js";
import { bytes, moment, number } from "../shared/format.js";
import { trouble } from "../shared/trouble.js";
import { DocumentText } from "./document-text.js";

const languages = new Intl.DisplayNames(["en"], { type: "language" });

/** One document: its facts, its text, its bytes. */
export class DocumentView {
  title = "Document";

  constructor({ documents }, { id, query }) {
    this.documents = documents;
    this.id = id;
    this.page = Number(query.get("page")) || null;
    this.element = h("div", { class: "section" }, h("p", { class: "soft", role: "status" }, "Loading"));
  }

  async enter() {
    try {
      const document = await this.documents.document(this.id);
      this.show(document);
      if (document.status === "completed") {
        await Promise.all([this.showFacts(document), this.showText()]);
      } else {
        this.text.fail(h("p", { class: "soft" }, "There is no text: this document was not processed to its end. The list of documents tells why."));
      }
    } catch (error) {
      show(this.element, h("h1", {}, "Document"), trouble(error), this.back());
    }
  }

  show(document) {
    this.title = document.filename;
    window.document.title = `${document.filename} · DocProcessing`;
    this.facts = h("section", { class: "card section", "aria-label": "Facts" });
    this.text = new DocumentText(this.page);
    this.error = h("div", { role: "alert" });
    show(this.element, this.back(),
      h("div", { class: "section-head" },
        h("div", {}, h("h1", {}, document.filename), badge(document.status)),
        h("div", { class: "actions" },
          h("button", { type: "button", class: "main", onclick: event => this.download(event.currentTarget, document) }, "Download"),
          h("button", { type: "button", class: "danger", onclick: () => this.remove(document) }, "Delete"))),
      this.error, this.facts, this.text.element);
    this.fillFacts(document, null);
  }

  async showFacts(document) {
    try {
      this.fillFacts(document, await this.documents.analysis(this.id));
    } catch (error) {
      this.facts.append(trouble(error));
    }
  }

  async showText() {
    try {
      this.text.show(await this.documents.text(this.id));
    } catch (error) {
      this.text.fail(trouble(error));
    }
  }

  fillFacts(document, analysis) {
    const facts = [
      ["Title", analysis?.title],
      ["Written by", analysis?.authors.join(", ")],
      ["Language", analysis?.language && languages.of(analysis.language)],
      ["Pages", analysis?.page_count && number(analysis.page_count)],
      ["Words", analysis && number(analysis.word_count)],
      ["Written", analysis?.created_at && moment(analysis.created_at)],
      ["Size", bytes(document.file_size)],
      ["Type", document.content_type],
      ["Uploaded", moment(document.created_at)],
      ...Object.entries(analysis?.custom ?? {}),
    ].filter(([, value]) => value);
    show(this.facts, h("h2", {}, "Facts"),
      h("dl", { class: "facts" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
      analysis?.key_phrases.length ? [h("h3", {}, "Key phrases"), h("ul", { class: "tags" }, analysis.key_phrases.map(phrase => h("li", {}, phrase)))] : null,
      analysis?.headings.length ? h("details", {}, h("summary", {}, `Headings (${analysis.headings.length})`), h("ol", { class: "outline" },
        analysis.headings.map(heading => h("li", { "data-level": Math.min(heading.level, 3) }, heading.text)))) : null);
  }

  // The bytes need the token, which a plain link would not send.
  async download(button, document) {
    button.disabled = true;
    try {
      const address = URL.createObjectURL(await this.documents.content(this.id));
      h("a", { href: address, download: document.filename }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch (error) {
      show(this.error, trouble(error));
    } finally {
      button.disabled = false;
    }
  }

  async remove(document) {
    const isMeant = await confirm({
      title: `Delete ${document.filename}?`,
      text: "The document, its text and everything that was made of it are removed. This cannot be undone.",
      action: "Delete",
    });
    if (!isMeant) {
      return;
    }

    try {
      await this.documents.delete(this.id);
      location.hash = "#/documents";
    } catch (error) {
      show(this.error, trouble(error));
    }
  }

  back() {
    return h("p", {}, h("a", { href: "#/documents" }, "All documents"));
  }
}
