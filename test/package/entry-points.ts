import { resolve } from "node:path";
import { readEntryPoints } from "../../scripts/checks/entry-points.js";

/** What users write to import the package and its parts. */
export function entryPoints(): string[] {
  const root = resolve(import.meta.dirname, "../..");
  return readEntryPoints(root).entryPoints.map(({ specifier }) => specifier);
}
