// Makes elements. Text becomes text, never HTML: names, messages and documents are other people's.

const svgSpace = "http://www.w3.org/2000/svg";

/** Makes an element: attributes, `on…` handlers, and children that are nodes or text. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgSpace, tag), attributes, children);
}

/** Replaces what is in an element. */
export function show(parent, ...children) {
  parent.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
}

/** Sets an element's text, and leaves it alone when it is the same: what a screen reader follows is not told twice. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }

  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}
