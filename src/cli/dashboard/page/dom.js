/**
 * Makes an element. Children that are no elements become text, never HTML.
 *
 * @param {string} name
 * @param {Record<string, unknown>} attributes - Functions are listeners: `onclick`. `undefined` and `false` are left out.
 */
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.flat().map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/** The element of the page with this id. */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** Puts these in place of what an element holds. */
export function show(id, ...children) {
  byId(id).replaceChildren(
    ...children.flat().map((child) => (child instanceof Node ? child : String(child))),
  );
}

/**
 * A table that scrolls by itself where it is too wide.
 *
 * @param {string} label - Read to those who cannot see it.
 * @param {readonly (string | { title: string, kind: "number" | "text" })[]} columns
 * @param {readonly (readonly unknown[])[]} rows
 */
export function table(label, columns, rows) {
  const kinds = columns.map((column) => (typeof column === "string" ? undefined : column.kind));
  const head = columns.map((column, at) =>
    el("th", { scope: "col", class: kinds[at] }, typeof column === "string" ? column : column.title),
  );
  const body = rows.map((cells) =>
    el("tr", {}, ...cells.map((cell, at) => el("td", { class: kinds[at] }, cell))),
  );
  return el(
    "div",
    { class: "scroll", role: "region", "aria-label": label, tabindex: 0 },
    el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body)),
  );
}

/** Terms and what they are, as tiles. */
export function tiles(pairs) {
  return pairs.map(([term, text, kind]) =>
    el("dl", { class: "tile" }, el("dt", {}, term), el("dd", { class: kind }, text)),
  );
}
