import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EntryPoint } from "./entry-points.js";
import { PACKAGES_OF_ROOMS } from "./packages-of-rooms.js";

/**
 * The optional packages that an entry point loads at once: those of an adapter, because who imports it has its framework. Every other
 * optional package is loaded on demand.
 *
 * @param root - The repository.
 */
export function neededPeers(root: string, { source }: EntryPoint): string[] {
  const manifest: { peerDependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return PACKAGES_OF_ROOMS.filter(({ name, rooms, dynamic = false }) => {
    const isImported = rooms.some((room) => source.startsWith(`src/${room}/`));
    return !dynamic && isImported && name in (manifest.peerDependencies ?? {});
  }).map(({ name }) => name);
}
