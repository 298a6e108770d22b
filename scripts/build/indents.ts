import { parseSync, Visitor } from "oxc-parser";
import type { Plugin } from "rollup";

/** Writes one tab for each `width` spaces that a line begins with, which makes declarations a thirtieth smaller. */
export function indentWithTabs(width: number): Plugin {
  return replaceOutsideTemplates(
    "indent-with-tabs",
    new RegExp(`(?<=\\n(?: {${width}})*) {${width}}`, "g"),
    "\t",
  );
}

/** Removes the spaces that lines of code begin with, which makes the code a twentieth smaller. Lines stay as they are for stack traces. */
export function withoutIndents(): Plugin {
  return replaceOutsideTemplates("without-indents", /(?<=\n) +/g, "");
}

/** The text of templates (`…`) stays as it is. */
function replaceOutsideTemplates(name: string, pattern: RegExp, replacement: string): Plugin {
  return {
    name,
    renderChunk: (code, { fileName }) => {
      const kept = templateTexts(fileName, code);
      const isKept = (at: number) => kept.some(([start, end]) => at >= start && at < end);
      return {
        code: code.replace(pattern, (spaces, at: number) => (isKept(at) ? spaces : replacement)),
        map: null,
      };
    },
  };
}

function templateTexts(file: string, code: string): readonly (readonly [start: number, end: number])[] {
  const texts: (readonly [number, number])[] = [];
  new Visitor({ TemplateElement: ({ start, end }) => texts.push([start, end]) }).visit(
    parseSync(file, code).program,
  );
  return texts.filter(([start, end]) => code.slice(start, end).includes("\n"));
}
