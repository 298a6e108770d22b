import { Script } from "../../../script.js";
import type { EntryContext } from "../context/entry-context.js";
import { DROP_DAMAGED } from "../scripts/drop-damaged.lua.js";

const dropScript = new Script(DROP_DAMAGED, { readOnly: false });

const TIMEOUT_MS = 1_000;

/** Removes entries that could not be read, in the background. The script checks each again first. */
export function dropDamaged(
  { executor, keys, embedder, background }: Omit<EntryContext, "memory">,
  entryIds: readonly string[],
): void {
  if (entryIds.length === 0) return;
  const vectorBytes = embedder === undefined ? "" : String(embedder.dimension * 4);
  const options = { timeoutMs: TIMEOUT_MS, idempotent: true };
  background.run("repair", () =>
    dropScript.run(executor, keys.generation, [vectorBytes, ...entryIds], options),
  );
}
