import { existsSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import type { Room, RoomTable } from "./room-types.js";

/** The folders that hold what people write, from the repository root. */
const FOLDERS = ["src", "quantization", "scripts", "test"];

/** Recorded fixtures are nobody's code. */
const SKIPPED = /(^|\/)(node_modules|fixtures)\//;

/** Files of the repository whose name fits, as sorted `/` paths from its root; the top level is left out. */
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

/** Whether a file is part of the library (what rooms are made of) rather than a script or a test. */
export function isLibraryFile(file: string): boolean {
  return file.startsWith("src/") || file.startsWith("quantization/");
}

/** The room that a file belongs to; with rooms inside rooms, the innermost. */
export function roomOf(file: string, table: RoomTable): Room | undefined {
  return table.rooms
    .filter((room) => file === room.path || file.startsWith(`${room.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** The one file through which other rooms may reach a room. */
export function doorOf(room: Room): string {
  return room.path.endsWith(".ts") ? room.path : `${room.path}/index.ts`;
}

/** The file that a relative specifier means, with TypeScript's `.js` → `.ts`, or undefined when there is none. */
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
