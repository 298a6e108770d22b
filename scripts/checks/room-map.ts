import { existsSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "./doc-tables.js";
import type { Problem } from "./problem.js";
import type { RoomTable } from "./room-types.js";

/** The room table as Markdown: what each room contains, which rooms it may import, and its packages. */
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
  return markdownTable(["Room", "Contains", "May import", "Packages"], rows);
}

/** Reports rooms of the table that do not exist. */
export function findMissingRooms(root: string, table: RoomTable): Problem[] {
  return table.rooms
    .filter(({ path }) => !existsSync(join(root, path)))
    .map(({ name, path }) => ({
      file: "scripts/checks/room-table.ts",
      line: 1,
      rule: `the room ${name} does not exist: there is no ${path}`,
      fix: "remove its row, or correct the path",
    }));
}
