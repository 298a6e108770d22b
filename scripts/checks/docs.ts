import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkLinks } from "./doc-links.js";
import { type MarkdownPage, parseMarkdown } from "./markdown.js";
import type { Problem } from "./problem.js";
import { pairExamples, writeExamples } from "./readme-examples.js";
import { writeRoomMap } from "./room-map.js";
import { ROOM_TABLE, type RoomTable } from "./room-table.js";
import { listFiles } from "./source-tree.js";

const README = "README.md";
const ROOM_MAP = "src/README.md";
const UPDATE = "run `npm run check:docs -- --update`";

export interface DocsOptions {
  /** The stable codes: each has a heading in the README. */
  errorCodes: readonly string[];
  /** Write the examples into the README and the room table into the map instead of reporting drift. */
  update: boolean;
  table?: RoomTable;
}

/** Checks that the pages say what is so: error codes, examples, links, the map of rooms. */
export function checkDocs(root: string, options: DocsOptions): { pages: number; problems: Problem[] } {
  const problems = [
    ...checkRoomMap(root, options.table ?? ROOM_TABLE, options.update),
    ...checkReadme(root, options),
  ];
  const pages = [README, ...listFiles(root, /\.md$/)].filter((file) => existsSync(join(root, file)));
  for (const file of pages) {
    problems.push(...checkLinks(root, file, parseMarkdown(readFileSync(join(root, file), "utf8"))));
  }
  return { pages: pages.length, problems };
}

function checkReadme(root: string, { errorCodes, update }: DocsOptions): Problem[] {
  if (!existsSync(join(root, README))) return [missing(README)];
  const text = readFileSync(join(root, README), "utf8");
  const page = parseMarkdown(text);
  const { pairs, problems } = pairExamples(root, README, page);
  problems.push(...checkErrorHeadings(page, errorCodes));

  if (update) {
    const written = writeExamples(text, pairs);
    if (written !== text) writeFileSync(join(root, README), written);
    return problems;
  }
  for (const { block, file, text: example } of pairs) {
    if (block.text === example) continue;
    problems.push({
      file: README,
      line: block.line,
      rule: `the block differs from ${file}`,
      mend: `change the file, which is what runs, then ${UPDATE}`,
    });
  }
  return problems;
}

function checkErrorHeadings(page: MarkdownPage, errorCodes: readonly string[]): Problem[] {
  const problems: Problem[] = [];
  const documented = new Set<string>();
  for (const { text, line } of page.headings) {
    const code = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*/.exec(text)?.[0];
    if (code === undefined) continue;
    documented.add(code);
    // Without an underscore it may be any capital word, say the name of a command.
    if (!code.includes("_") || errorCodes.includes(code)) continue;
    problems.push({
      file: README,
      line,
      rule: `there is no error code ${code}`,
      mend: "remove the heading, or correct it after src/errors/codes.ts",
    });
  }
  for (const code of errorCodes.filter((one) => !documented.has(one))) {
    problems.push({
      file: README,
      line: 1,
      rule: `the error code ${code} has no heading`,
      mend: `add a heading \`${code}\` with cause, remedy and whether repeating helps`,
    });
  }
  return problems;
}

function checkRoomMap(root: string, table: RoomTable, update: boolean): Problem[] {
  if (!existsSync(join(root, ROOM_MAP))) return [missing(ROOM_MAP)];
  const page = readFileSync(join(root, ROOM_MAP), "utf8");
  const written = writeRoomMap(page, table);
  if (written === undefined) {
    const mend = "put `<!-- rooms -->` and `<!-- end of rooms -->` where the table belongs";
    return [{ file: ROOM_MAP, line: 1, rule: "the map has no place for the table of rooms", mend }];
  }
  if (written === page) return [];
  if (update) {
    writeFileSync(join(root, ROOM_MAP), written);
    return [];
  }
  const rule = "the map differs from the room table in scripts/checks/room-table.ts";
  return [{ file: ROOM_MAP, line: 1, rule, mend: UPDATE }];
}

function missing(file: string): Problem {
  return { file, line: 1, rule: "the page is missing", mend: `write ${file}` };
}
