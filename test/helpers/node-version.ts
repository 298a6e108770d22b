import { execFile } from "node:child_process";
import { accessSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { userCache } from "./user-cache.js";

/** Node 20 is what this runs on; these are the releases that people use beside it. */
export const NODE_VERSIONS = ["22", "24", "26"] as const;

const INSTALL_TIMEOUT_MS = 300_000;

/**
 * The newest Node of a major version, from the registry package that carries the binary for this system, kept in the
 * user's cache folder. Throws an error that says why where it cannot be had.
 */
export async function nodeOfVersion(major: (typeof NODE_VERSIONS)[number]): Promise<string> {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = userCache("node", major);
  const file = join(folder, "node_modules", name, "bin", "node");
  if (!isThere(file)) {
    mkdirSync(folder, { recursive: true });
    await promisify(execFile)(
      "npm",
      [
        ...["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"],
        ...["--prefer-offline", "--loglevel=error", `${name}@${major}`],
      ],
      { timeout: INSTALL_TIMEOUT_MS },
    );
  }
  const { stdout } = await promisify(execFile)(file, ["--version"]);
  if (!stdout.startsWith(`v${major}.`)) throw new Error(`${name}@${major} is Node ${stdout.trim()}`);
  return file;
}

function isThere(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}
