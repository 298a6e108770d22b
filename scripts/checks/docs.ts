import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findUnshownExamples, pairExamples, writeExamples } from "./doc-examples.js";
import { checkLinks } from "./doc-links.js";
import { checkTablePlaces, type DocTables, writeTables } from "./doc-tables.js";
import { checkErrorHeadings, type ErrorCodes } from "./error-headings.js";
import { parseMarkdown } from "./markdown.js";
import { checkPageRules } from "./page-rules.js";
import type { Problem } from "./problem.js";
import { listFiles } from "./source-tree.js";

const FRONT_PAGE = "README.md";
const ERROR_PAGE = "src/errors/README.md";
const UPDATE = "run `npm run check:docs -- --update`";

export interface DocsOptions {
  /** Each must have a heading in the guide to errors. */
  errorCodes: ErrorCodes;
  /** Generated tables. Each must be shown at exactly one place. */
  tables: DocTables;
  /** Whether to write examples and tables into the pages instead of reporting differences. */
  update: boolean;
}

/** Checks that every page agrees with the code: examples, tables, error codes, links, and the rules for all pages. */
export function checkDocs(root: string, options: DocsOptions): { pages: number; problems: Problem[] } {
  const problems: Problem[] = [FRONT_PAGE, ERROR_PAGE]
    .filter((file) => !existsSync(join(root, file)))
    .map((file) => ({ file, line: 1, rule: "the page is missing", fix: `write ${file}` }));
  const pages = [FRONT_PAGE, ...listFiles(root, /\.md$/)].filter((file) => existsSync(join(root, file)));
  const examples = new Set<string>();
  const tables: string[] = [];
  for (const file of pages) {
    const generated = checkGenerated(root, file, options);
    problems.push(...generated.problems);
    for (const example of generated.examples) examples.add(example);
    tables.push(...generated.tables);
  }
  // After all pages were written, because a link may point to a heading of any of them.
  for (const file of pages) {
    const text = readFileSync(join(root, file), "utf8");
    const page = parseMarkdown(text);
    problems.push(...checkPageRules(file, text, page), ...checkLinks(root, file, page));
    if (file === ERROR_PAGE) problems.push(...checkErrorHeadings(file, text, page, options.errorCodes));
  }
  problems.push(...findUnshownExamples(root, examples), ...checkTablePlaces(options.tables, tables));
  return { pages: pages.length, problems };
}

/** Compares the examples and tables of one page with their sources, or writes them. */
function checkGenerated(root: string, file: string, { tables, update }: DocsOptions) {
  const text = readFileSync(join(root, file), "utf8");
  const { pairs, problems } = pairExamples(root, file, parseMarkdown(text));
  const differing = pairs.filter(({ block, text: example }) => block.text !== example);
  const withExamples = update ? writeExamples(text, pairs) : text;
  const { written, names, problems: unknown } = writeTables(file, withExamples, tables);
  problems.push(...unknown);
  if (update && written !== text) writeFileSync(join(root, file), written);
  if (!update) {
    for (const { block, file: example } of differing) {
      problems.push({
        file,
        line: block.line,
        rule: `the block differs from ${example}`,
        fix: `change the file, which the tests run, and then ${UPDATE}`,
      });
    }
    if (written !== withExamples) {
      problems.push({
        file,
        line: firstDifference(withExamples, written),
        rule: "a table differs from the code that generates it",
        fix: UPDATE,
      });
    }
  }
  // An example whose region cannot be read is reported above. It is not reported again as missing.
  const named = problems.map((problem) => problem.file).filter((one) => one !== file);
  return { problems, tables: names, examples: [...pairs.map((pair) => pair.file), ...named] };
}

function firstDifference(text: string, other: string): number {
  const lines = other.split("\n");
  return text.split("\n").findIndex((line, row) => line !== lines[row]) + 1;
}
