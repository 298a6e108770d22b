import type { Problem } from "./problem.js";

const MARKED = /<!-- table: ([\w -]+) -->[\s\S]*?<!-- end of table -->/g;

/** The lines of each table that is made from code, by the name that a page gives it. */
export type DocTables = ReadonlyMap<string, readonly string[]>;

/** The page with every marked table as the code makes it, the names of these tables, and marks that name none. */
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
      mend: `correct the name; the tables are ${[...tables.keys()].join(", ")}`,
    });
    return marked;
  });
  return { written, names, problems };
}

/** Tables that no page shows, and tables that several pages show. */
export function checkTablePlaces(tables: DocTables, shown: readonly string[]): Problem[] {
  return [...tables.keys()].flatMap((name) => {
    const count = shown.filter((one) => one === name).length;
    if (count === 1) return [];
    const rule =
      count === 0 ? `no page shows the table "${name}"` : `${count} places show the table "${name}"`;
    const mend = `put \`<!-- table: ${name} -->\` and \`<!-- end of table -->\` where the table belongs, once`;
    return [{ file: "README.md", line: 1, rule, mend }];
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
