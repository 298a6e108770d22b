import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder";
}

/**
 * The readable entries of a folder, sorted by code points and so the same on every machine. A link counts as its target.
 */
export function listEntries(folder: string): Entry[] {
  const entries: Entry[] = [];
  for (const entry of readFolder(folder)) {
    const path = join(folder, entry.name);
    const kind = kindOf(entry, path);
    if (kind !== undefined) entries.push({ name: entry.name, path, kind });
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Paths of the files below a folder whose name `accept` accepts, depth first. It skips hidden folders and `node_modules`, and
 * enters no folder twice, even if several links lead to it.
 */
export function* walkFiles(
  folder: string,
  accept: (name: string) => boolean,
  visited = new Set<string>(),
): Generator<string> {
  const real = realpathSync(folder);
  if (visited.has(real)) return;
  visited.add(real);
  for (const { name, path, kind } of listEntries(folder)) {
    if (kind === "file" && accept(name)) yield path;
    if (kind === "folder" && !name.startsWith(".") && name !== "node_modules") {
      yield* walkFiles(path, accept, visited);
    }
  }
}

function readFolder(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function kindOf(entry: Dirent, path: string): Entry["kind"] | undefined {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "folder";
  if (!entry.isSymbolicLink()) return undefined;
  const target = statSync(path, { throwIfNoEntry: false });
  if (target?.isFile()) return "file";
  return target?.isDirectory() ? "folder" : undefined;
}
