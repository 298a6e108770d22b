import { Script } from "../../script.js";
import type { CacheContext } from "../context/index.js";
import { DROP_DAMAGED } from "./scripts/drop-damaged.lua.js";

const dropScript = new Script(DROP_DAMAGED, { readOnly: false });

const TIMEOUT_MS = 1_000;

/** Removes entries that could not be read, in the background. The script checks them once more before. */
export function dropDamaged(
  {
    executor,
    keys,
    embedder,
    background,
  }: Pick<CacheContext, "executor" | "keys" | "embedder" | "background">,
  entryIds: readonly string[],
): void {
  if (entryIds.length === 0) return;
  const vectorBytes = embedder === undefined ? "" : String(embedder.dimension * 4);
  background.run("repair", () =>
    dropScript.run(executor, keys.generation, [vectorBytes, ...entryIds], {
      timeoutMs: TIMEOUT_MS,
      idempotent: true,
    }),
  );
}
