import { existsSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import type { Room, RoomTable } from "./room-types.js";

/** The folders with source files, from the repository root. */
const FOLDERS = ["src", "quantization", "scripts", "test"];

/** Fixtures are recorded, not written. */
const SKIPPED = /(^|\/)(node_modules|fixtures)\//;

/** Files in these folders whose name matches, as sorted paths with `/` from the repository root. */
export function listFiles(root: string, name: RegExp): string[] {
  return FOLDERS.filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) =>
        posix.join(folder, path.replaceAll("\\", "/")),
      ),
    )
    .filter((path) => name.test(path) && !SKIPPED.test(path))
    .sort();
}

/** Every code file of the repository. */
export function listCodeFiles(root: string): string[] {
  return listFiles(root, /\.[cm]?[jt]sx?$/);
}

/** Whether a file belongs to the library, which consists of rooms, and not to scripts or tests. */
export function isLibraryFile(file: string): boolean {
  return file.startsWith("src/") || file.startsWith("quantization/");
}

/** The room of a file. If rooms are nested, it is the innermost. */
export function roomOf(file: string, table: RoomTable): Room | undefined {
  return table.rooms
    .filter((room) => file === room.path || file.startsWith(`${room.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** The only file of a room that other rooms may import. */
export function doorOf(room: Room): string {
  return room.path.endsWith(".ts") ? room.path : `${room.path}/index.ts`;
}

/** The file of a relative specifier (a `.js` name means the `.ts` file), or undefined if there is none. */
export function resolveRelative(root: string, fromFile: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(fromFile), specifier);
  const candidates = [
    target.replace(/\.([cm]?)js$/, ".$1ts"),
    target.replace(/\.jsx?$/, ".tsx"),
    target.replace(/\.([cm]?)js$/, ".d.$1ts"),
    target,
  ];
  return candidates.find((candidate) => existsSync(join(root, candidate)));
}
