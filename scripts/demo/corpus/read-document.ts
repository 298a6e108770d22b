import { readFileSync, statSync } from "node:fs";

/** Larger files are generated references or collections of licences. */
const MAX_FILE_BYTES = 256 * 1024;

/** The text of a file, or undefined if it is too large, unreadable or binary. */
export function readText(path: string): string | undefined {
  try {
    if (statSync(path).size > MAX_FILE_BYTES) return undefined;
    const text = readFileSync(path, "utf8");
    return text.includes("\0") ? undefined : text.replace(/^\uFEFF/, "");
  } catch {
    return undefined;
  }
}
