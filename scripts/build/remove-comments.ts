import { parseSync } from "oxc-parser";
import type { Plugin } from "rollup";

/** Bundlers and shells read these. */
const FOR_TOOLS = /@vite-ignore|webpackIgnore|webpackChunkName|^\s*\/usr\/bin\/env/;
/** Marks a call without effects. Bundlers use it at the top level; in classes and functions it is only text. */
const PURE = /[@#]__PURE__/;

/** Removes the comments of the code, which the declarations repeat for users. */
export function removeComments(): Plugin {
  return {
    name: "remove-comments",
    renderChunk: (code, { fileName }) => {
      let kept = "";
      let from = 0;
      for (const { start, end, value } of parseSync(fileName, code).comments) {
        const lineStart = code.lastIndexOf("\n", start - 1) + 1;
        const isTopLevel = !/\s/.test(code[lineStart] ?? "");
        if (FOR_TOOLS.test(value) || (PURE.test(value) && isTopLevel)) continue;
        const before = code.slice(lineStart, start);
        const lineEnd = code.indexOf("\n", end);
        const isAlone = before.trim() === "" && lineEnd !== -1 && code.slice(end, lineEnd).trim() === "";
        kept += code.slice(from, isAlone ? lineStart : start);
        from = isAlone ? lineEnd + 1 : end + (code[end] === " " ? 1 : 0);
      }
      return { code: kept + code.slice(from), map: null };
    },
  };
}
