import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { listEntries } from "./walk-files.js";

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/**
 * The packages in a `node_modules` folder: plain, scoped and nested ones. A folder is listed once, even if several links lead
 * to it. Top-level packages come before nested ones, so that of two copies of a text the better known is kept.
 */
export function findPackages(nodeModules: string): InstalledPackage[] {
  const packages: InstalledPackage[] = [];
  const visited = new Set<string>();
  let level = [nodeModules];
  while (level.length > 0) {
    const found = level.flatMap(packageFolders).filter((folder) => {
      const real = realpathSync(folder);
      return !visited.has(real) && visited.add(real);
    });
    for (const folder of found) {
      const manifest = readManifest(folder);
      if (manifest !== undefined) packages.push({ ...manifest, folder });
    }
    level = found.map((folder) => join(folder, "node_modules"));
  }
  return packages;
}

function packageFolders(nodeModules: string): string[] {
  return listEntries(nodeModules).flatMap(({ name, path, kind }) => {
    if (kind !== "folder" || name.startsWith(".")) return [];
    return name.startsWith("@") ? packageFolders(path) : [path];
  });
}

function readManifest(folder: string): { name: string; version: string } | undefined {
  try {
    const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    if (typeof name !== "string" || name === "") return undefined;
    return { name, version: typeof version === "string" ? version : "" };
  } catch {
    return undefined; // a folder without a readable manifest is no package
  }
}
