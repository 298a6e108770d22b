import type { Plugin } from "rollup";

/** Writes one tab for each `width` spaces that a line of declarations begins with, which makes the package smaller. */
export function indentWithTabs(width: number): Plugin {
  const indents = new RegExp(`(?<=\\n(?: {${width}})*) {${width}}`, "g");
  return {
    name: "indent-with-tabs",
    renderChunk: (code) => ({ code: code.replace(indents, "\t"), map: null }),
  };
}
