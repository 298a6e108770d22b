import type { Problem } from "./problem.js";

const MARKED = /<!-- table: ([\w -]+) -->[\s\S]*?<!-- end of table -->/g;

/** The lines of each generated table, by the name in its mark. */
export type DocTables = ReadonlyMap<string, readonly string[]>;

/** Returns the page with the current text of each marked table, the names of these tables, and marks with unknown names. */
export function writeTables(file: string, text: string, tables: DocTables) {
  const names: string[] = [];
  const problems: Problem[] = [];
  const written = text.replace(MARKED, (marked: string, name: string, offset: number) => {
    names.push(name);
    const lines = tables.get(name);
    if (lines !== undefined)
      return [`<!-- table: ${name} -->`, "", ...lines, "", "<!-- end of table -->"].join("\n");
    problems.push({
      file,
      line: text.slice(0, offset).split("\n").length,
      rule: `there is no table named "${name}"`,
      fix: `correct the name; the tables are ${[...tables.keys()].join(", ")}`,
    });
    return marked;
  });
  return { written, names, problems };
}

/** Finds tables that no page shows, and tables that are shown several times. */
export function checkTablePlaces(tables: DocTables, shown: readonly string[]): Problem[] {
  return [...tables.keys()].flatMap((name) => {
    const count = shown.filter((one) => one === name).length;
    if (count === 1) return [];
    const rule =
      count === 0 ? `no page shows the table "${name}"` : `${count} places show the table "${name}"`;
    const fix = `put \`<!-- table: ${name} -->\` and \`<!-- end of table -->\` at exactly one place`;
    return [{ file: "README.md", line: 1, rule, fix }];
  });
}

/** A Markdown table. A `|` inside a cell is escaped. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)];
}
