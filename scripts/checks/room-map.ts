import { markdownTable } from "./doc-tables.js";
import type { RoomTable } from "./room-table.js";

/** The room table as Markdown: what each room owns, what it may import, and which packages only it imports. */
export function renderRoomMap(table: RoomTable): readonly string[] {
  const rows = table.rooms.map((room) => {
    const rooms = [...room.mayImport, ...(room.mayImportTypesOf ?? []).map((name) => `${name} (types)`)];
    const packages = table.packages.flatMap((rule) => {
      const files = (rule.files ?? []).filter((file) => file.startsWith(`${room.path}/`));
      if (rule.rooms.includes(room.name)) return [`\`${rule.name}\`${rule.dynamic ? " (on demand)" : ""}`];
      return files.map((file) => `\`${rule.name}\` (\`${file}\`)`);
    });
    return [`\`${room.path}\``, room.owns, rooms.join(", ") || "—", packages.join(", ") || "—"];
  });
  return markdownTable(["Room", "Owns", "May import", "Packages"], rows);
}
