import { Script } from "../../script.js";
import type { CacheParts } from "../cache-parts.js";
import { DROP_DAMAGED } from "../script/index.js";

const dropScript = new Script(DROP_DAMAGED, { readOnly: false });

const TIMEOUT_MS = 1_000;

/** Takes entries away that could not be read, in the background; the server looks at them again first. */
export function dropDamaged(
  { executor, keys, embedder, flights }: CacheParts,
  entryIds: readonly string[],
): void {
  if (entryIds.length === 0) return;
  const vectorBytes = embedder === undefined ? "" : String(embedder.dimension * 4);
  flights.errands.run(() =>
    dropScript.run(executor, keys.generation, [vectorBytes, ...entryIds], {
      timeoutMs: TIMEOUT_MS,
      idempotent: true,
    }),
  );
}
