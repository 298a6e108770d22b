import { randomUUID } from "node:crypto";
import { listOf, textOf } from "../../../reply.js";
import { Script } from "../../../script.js";
import { POLICY_KEYS } from "../../contract/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { sweepStepsOf } from "../lifetime/attach-lifetime.js";
import { sweepAll } from "../lifetime/sweep-step.js";
import { CLEAR_TENANT } from "../scripts/clear-tenant.lua.js";

const clearScript = new Script(CLEAR_TENANT, { readOnly: false });

const TIMEOUT_MS = 5_000;

/** What erasing a tenant removed. */
export interface ClearReport {
  /** Includes entries that had expired or been flushed and waited for removal. */
  readonly entries: number;
  /** Estimated bytes of those entries. */
  readonly bytes: number;
  readonly durationMs: number;
}

export interface ClearTenantOptions {
  /** Ends the work between two steps; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each step with the entries removed so far, and how many there were at the beginning. */
  readonly onProgress?:
    | ((progress: { readonly removed: number; readonly entries: number }) => void)
    | undefined;
}

/**
 * Erases everything of the tenant. From the first round trip on nothing of it is found any more; then its keys go in small
 * steps. What is left: the number of the generation, the policy's epoch, the event by which other processes learn of it, and
 * leases and marks, which expire by themselves within a day.
 */
export async function clearTenant(
  context: EntryContext,
  { signal, onProgress }: ClearTenantOptions,
): Promise<ClearReport> {
  const startedAtMs = performance.now();
  signal?.throwIfAborted();
  const { executor, keys, generation, instanceId, observers } = context;
  for (const observer of observers) observer.cleared?.();
  const args = [instanceId, randomUUID(), ...POLICY_KEYS];
  // Idempotent: a second run leaves another empty generation.
  const options = { idempotent: true, timeoutMs: TIMEOUT_MS, signal };
  const [latest, ...sums] = listOf(await clearScript.run(executor, keys.generation, args, options));
  generation.note(textOf(latest) ?? generation.current);
  const [entries = 0, bytes = 0] = sums.map(Number);
  await sweepAll(sweepStepsOf(context), {
    signal,
    onStep: ({ flushed }) => onProgress?.({ removed: flushed, entries }),
  });
  return { entries, bytes, durationMs: performance.now() - startedAtMs };
}
