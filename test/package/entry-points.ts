import { resolve } from "node:path";
import { readEntryPoints } from "../../scripts/checks/entry-points.js";
import { neededPeers } from "../../scripts/checks/needed-peers.js";

/** What users write to import the package and its parts, without the adapters of frameworks that they would have to have. */
export function entryPoints(): string[] {
  const root = resolve(import.meta.dirname, "../..");
  return readEntryPoints(root)
    .entryPoints.filter((entryPoint) => neededPeers(root, entryPoint).length === 0)
    .map(({ specifier }) => specifier);
}
