import { randomUUID } from "node:crypto";
import { Script } from "../../script.js";
import { type CacheParts, noteGeneration } from "../cache-parts.js";
import { sweepAll, sweepStepsOf } from "../lifetime/index.js";
import { CLEAR_TENANT } from "../script/index.js";

const clearScript = new Script(CLEAR_TENANT, { readOnly: false });

const TIMEOUT_MS = 5_000;

/** What erasing a tenant took away. */
export interface ClearReport {
  /** Also those that had expired or been flushed and waited for removal. */
  readonly entries: number;
  /** Estimated. */
  readonly bytes: number;
  readonly durationMs: number;
}

export interface ClearOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each step with the entries that this call removed, and how many there were. */
  readonly onProgress?:
    | ((progress: { readonly removed: number; readonly entries: number }) => void)
    | undefined;
}

/**
 * Erases everything of the tenant: at once nothing of it is found any more, then its keys go in small steps. What is left is
 * the numbers of the generation and of the epoch of learning, the event by which other processes hear of it, and leases and
 * marks, which expire by themselves within a day.
 */
export async function clearTenant(
  parts: CacheParts,
  { signal, onProgress }: ClearOptions,
): Promise<ClearReport> {
  const startedAtMs = performance.now();
  signal?.throwIfAborted();
  for (const observer of parts.observers) observer.cleared?.();
  // Done twice, it leaves what once would have: another empty generation.
  const options = { idempotent: true, timeoutMs: TIMEOUT_MS, signal };
  const reply = await clearScript.run(
    parts.executor,
    parts.keys.generation,
    [parts.instanceId, randomUUID()],
    options,
  );
  const [generation, entries = 0, bytes = 0] = Array.isArray(reply) ? reply : [];
  if (typeof generation === "string") noteGeneration(parts, generation);
  const total = Number(entries);
  await sweepAll(sweepStepsOf(parts), {
    signal,
    onStep: ({ flushed }) => onProgress?.({ removed: flushed, entries: total }),
  });
  return { entries: total, bytes: Number(bytes), durationMs: performance.now() - startedAtMs };
}
