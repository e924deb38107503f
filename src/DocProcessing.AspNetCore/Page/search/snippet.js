import { h } from "../shared/dom.js";

const characters = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": "\"", "&#39;": "'" };

/** Makes nodes of the server's snippet: its marks become elements, all the rest is text, whatever it looks like. */
export function snippetNodes(html) {
  return html.split(/(<mark>.*?<\/mark>)/s).filter(piece => piece !== "").map(piece => {
    const marked = /^<mark>(.*)<\/mark>$/s.exec(piece);
    return marked ? h("mark", {}, unescape(marked[1])) : document.createTextNode(unescape(piece));
  });
}

function unescape(text) {
  return text.replace(/&(?:lt|gt|amp|quot|#39);/g, entity => characters[entity]);
}
