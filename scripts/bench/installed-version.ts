import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version of a package in `node_modules`, or undefined if it is not installed. */
export function installedVersion(name: string): string | undefined {
  const file = join(import.meta.dirname, "../../node_modules", name, "package.json");
  try {
    return JSON.parse(readFileSync(file, "utf8")).version;
  } catch {
    return undefined;
  }
}
