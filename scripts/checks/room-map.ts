import type { RoomTable } from "./room-table.js";

const MARKED = /<!-- rooms -->[\s\S]*?<!-- end of rooms -->/;

/** The room table as Markdown: what each room owns, what it may import, which packages are its own. */
export function renderRoomMap(table: RoomTable): string {
  const rows = table.rooms.map((room) => {
    const rooms = [...room.mayImport, ...(room.mayImportTypesOf ?? []).map((name) => `${name} (types)`)];
    const packages = table.packages.flatMap((rule) => {
      const files = (rule.files ?? []).filter((file) => file.startsWith(`${room.path}/`));
      if (rule.rooms.includes(room.name)) return [`\`${rule.name}\`${rule.dynamic ? " (on demand)" : ""}`];
      return files.map((file) => `\`${rule.name}\` (\`${file}\`)`);
    });
    return [`\`${room.path}\``, room.owns, rooms.join(", ") || "—", packages.join(", ") || "—"];
  });
  return alignedTable(["Room", "Owns", "May import", "Packages"], rows);
}

/** Columns padded to equal width, as `npm run format` would leave them. */
function alignedTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...rows]
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
    .join("\n");
}

/** The page with the map between its marks, or undefined when the page has no marks. */
export function writeRoomMap(page: string, table: RoomTable): string | undefined {
  if (!MARKED.test(page)) return undefined;
  return page.replace(MARKED, () => `<!-- rooms -->\n\n${renderRoomMap(table)}\n\n<!-- end of rooms -->`);
}
