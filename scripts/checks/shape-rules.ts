import { existsSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import type { ParsedModule } from "./module-imports.js";
import type { Problem } from "./problem.js";
import type { RoomTable } from "./room-types.js";
import { doorOf, isLibraryFile, roomOf } from "./source-tree.js";

/** A file longer than this does two jobs. */
export const MAX_LINES = 400;

/** Names that say nothing of what is inside. */
const DRAWER = /^(utils?|helpers?|misc|common)$/;

/** What one file must look like, whatever it imports. */
export function checkFileShape(root: string, file: string, parsed: ParsedModule): Problem[] {
  const problems: Problem[] = [];
  const lineCount = readFileSync(join(root, file), "utf8").trimEnd().split("\n").length;
  if (lineCount > MAX_LINES) {
    problems.push({
      file,
      line: MAX_LINES + 1,
      rule: `the file has ${lineCount} lines, the limit is ${MAX_LINES}`,
      mend: "split it by job",
    });
  }
  // Folders such as test/helpers say whom they serve; a file or a folder of the library must say what it holds.
  const names = isLibraryFile(file) ? file.split("/") : [basename(file)];
  const drawer = names.map((name) => name.replace(/\..*$/, "")).find((name) => DRAWER.test(name));
  if (drawer !== undefined) {
    problems.push({
      file,
      line: 1,
      rule: `"${drawer}" is a drawer for anything`,
      mend: "name the file after the thing that it holds",
    });
  }
  if (parsed.syntaxError) {
    const { line, message } = parsed.syntaxError;
    problems.push({ file, line, rule: `syntax error: ${message}`, mend: "see `npm run typecheck`" });
  }
  if (basename(file) === "index.ts") {
    for (const { line, star } of parsed.imports) {
      if (!star) continue;
      problems.push({
        file,
        line,
        rule: "a door exports names, not `export *`",
        mend: "list the names that are meant for others",
      });
    }
  }
  return problems;
}

/** Every library file belongs to a room of the table, and every room that exists has its door. */
export function checkRooms(root: string, files: readonly string[], table: RoomTable): Problem[] {
  const problems = new Map<string, Problem>();
  for (const file of files.filter(isLibraryFile)) {
    const room = roomOf(file, table);
    if (room === undefined) {
      const [top = "", second = ""] = file.split("/");
      const place = posix.join(top, second);
      if (problems.has(place)) continue;
      problems.set(place, {
        file,
        line: 1,
        rule: `${place} is in no room`,
        mend: "new room: add it to scripts/checks/room-table.ts, with its arrows; otherwise move the file",
      });
    } else if (!problems.has(room.path) && !existsSync(join(root, doorOf(room)))) {
      problems.set(room.path, {
        file,
        line: 1,
        rule: `the room ${room.name} has no door`,
        mend: `add ${doorOf(room)} with the names that are meant for others`,
      });
    }
  }
  return [...problems.values()];
}

/** A table that contradicts itself would prove nothing: arrows name rooms of the table and point downwards. */
export function checkTable(table: RoomTable): Problem[] {
  const problems: Problem[] = [];
  const names = table.rooms.map((room) => room.name);
  const fault = (rule: string, mend: string) =>
    problems.push({ file: "scripts/checks/room-table.ts", line: 1, rule, mend });

  table.rooms.forEach((room, row) => {
    if (names.indexOf(room.name) !== row) fault(`two rooms are named ${room.name}`, "remove one row");
    for (const to of [...room.mayImport, ...(room.mayImportTypesOf ?? [])]) {
      const target = names.indexOf(to);
      if (target === -1) fault(`${room.name} → ${to}: there is no room ${to}`, "correct the name");
      else if (target <= row)
        fault(`${room.name} → ${to} points upwards`, "order the rows so that arrows point down");
    }
  });
  for (const { name, rooms } of table.packages) {
    for (const room of rooms) {
      if (!names.includes(room))
        fault(`package ${name}: there is no room ${room}`, "correct the room's name");
    }
  }
  return problems;
}
