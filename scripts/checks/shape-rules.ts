import { existsSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import type { ParsedModule } from "./module-imports.js";
import type { Problem } from "./problem.js";
import type { RoomTable } from "./room-types.js";
import { doorOf, isLibraryFile, roomOf } from "./source-tree.js";

/** A longer file does more than one job. */
export const MAX_LINES = 400;

/** Names that say nothing about the content. */
const VAGUE_NAME = /^(utils?|helpers?|misc|common)$/;

/** Checks the length, the name and the exports of one file. */
export function checkFileShape(root: string, file: string, parsed: ParsedModule): Problem[] {
  const problems: Problem[] = [];
  const lineCount = readFileSync(join(root, file), "utf8").trimEnd().split("\n").length;
  if (lineCount > MAX_LINES) {
    problems.push({
      file,
      line: MAX_LINES + 1,
      rule: `the file has ${lineCount} lines, but at most ${MAX_LINES} are allowed`,
      fix: "split it by job",
    });
  }
  // In scripts and tests only the file's own name counts, so that a folder may be named test/helpers.
  const names = isLibraryFile(file) ? file.split("/") : [basename(file)];
  const vagueName = names.map((name) => name.replace(/\..*$/, "")).find((name) => VAGUE_NAME.test(name));
  if (vagueName !== undefined) {
    problems.push({
      file,
      line: 1,
      rule: `"${vagueName}" says nothing about the content`,
      fix: "name the file after its content",
    });
  }
  if (parsed.syntaxError) {
    const { line, message } = parsed.syntaxError;
    problems.push({ file, line, rule: `syntax error: ${message}`, fix: "see `npm run typecheck`" });
  }
  if (basename(file) === "index.ts") {
    for (const { line, star } of parsed.imports) {
      if (!star) continue;
      problems.push({
        file,
        line,
        rule: "an index.ts must list its exports instead of `export *`",
        fix: "list the names that other rooms need",
      });
    }
  }
  return problems;
}

/** Checks that every library file belongs to a room, and that every existing room has an `index.ts`. */
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
        rule: `${place} belongs to no room`,
        fix: "move the file to a room, or add a new room to scripts/checks/room-table.ts",
      });
    } else if (!problems.has(room.path) && !existsSync(join(root, doorOf(room)))) {
      problems.set(room.path, {
        file,
        line: 1,
        rule: `the room ${room.name} has no index.ts`,
        fix: `add ${doorOf(room)} with the names that other rooms need`,
      });
    }
  }
  return [...problems.values()];
}

/** Checks the table itself: rooms have different names and may import only rooms that exist and come later. */
export function checkTable(table: RoomTable): Problem[] {
  const problems: Problem[] = [];
  const names = table.rooms.map((room) => room.name);
  const fault = (rule: string, fix: string) =>
    problems.push({ file: "scripts/checks/room-table.ts", line: 1, rule, fix });

  table.rooms.forEach((room, row) => {
    if (names.indexOf(room.name) !== row) fault(`two rooms are named ${room.name}`, "remove one row");
    for (const to of [...room.mayImport, ...(room.mayImportTypesOf ?? [])]) {
      const target = names.indexOf(to);
      if (target === -1) fault(`${room.name} → ${to}: there is no room ${to}`, "correct the name");
      else if (target <= row)
        fault(`${room.name} → ${to} points upwards`, "order the rooms so that each imports only later ones");
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
