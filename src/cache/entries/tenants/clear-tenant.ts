import { randomUUID } from "node:crypto";
import type { Executor } from "../../../executor.js";
import { hashTag } from "../../../options/index.js";
import { listOf, textOf } from "../../../reply.js";
import { literalInPattern } from "../../../scan.js";
import { Script } from "../../../script.js";
import { POLICY_KEYS } from "../../contract/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { sweepStepsOf } from "../lifetime/attach-lifetime.js";
import { sweepAll } from "../lifetime/sweep-step.js";
import { CLEAR_TENANT } from "../scripts/clear-tenant.lua.js";
import { scanKeys } from "./scan-keys.js";

const clearScript = new Script(CLEAR_TENANT, { readOnly: false });

const TIMEOUT_MS = 5_000;

/** What erasing a tenant removed. */
export interface ClearReport {
  /** Includes entries that had expired or been flushed and waited for removal. */
  readonly entries: number;
  /** Estimated bytes of those entries. */
  readonly bytes: number;
  /** Keys with what the decision policy had learned. */
  readonly learned: number;
  /** Counters of the ledger. */
  readonly counters: number;
  /** Events of the invalidation stream. */
  readonly events: number;
  /** Keys of embedding caches with this namespace and tenant; undefined without `everything`. */
  readonly embeddings: number | undefined;
  /** Channels of event streams with this namespace and tenant; undefined without `everything`. */
  readonly channels: number | undefined;
  readonly durationMs: number;
}

export interface ClearTenantOptions {
  /**
   * Whether to erase also what an `EmbeddingCache` and an `EventStream` with this namespace and tenant keep. It walks all keys of the
   * server, and needs the rights `+scan +info`; a cluster refuses it (`UNSUPPORTED_OPERATION`) before anything is erased. Default false.
   */
  readonly everything?: boolean | undefined;
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
  { everything = false, signal, onProgress }: ClearTenantOptions,
): Promise<ClearReport> {
  const startedAtMs = performance.now();
  signal?.throwIfAborted();
  const { executor, keys, generation, instanceId, observers, settings } = context;
  // First, so that what is refused has erased nothing.
  const place = { namespace: settings.namespace, tenant: settings.tenant };
  const embeddings = everything ? await eraseKeys(executor, hashTag(place, "embeddings"), signal) : undefined;
  const channels = everything ? await eraseKeys(executor, hashTag(place, "events"), signal) : undefined;
  for (const observer of observers) observer.cleared?.();
  const args = [instanceId, randomUUID(), ...POLICY_KEYS];
  // Idempotent: a second run leaves another empty generation.
  const options = { idempotent: true, timeoutMs: TIMEOUT_MS, signal };
  const [latest, ...sums] = listOf(await clearScript.run(executor, keys.generation, args, options));
  generation.note(textOf(latest) ?? generation.current);
  const [entries = 0, bytes = 0, learned = 0, counters = 0, events = 0] = sums.map(Number);
  await sweepAll(sweepStepsOf(context), {
    signal,
    onStep: ({ flushed }) => onProgress?.({ removed: flushed, entries }),
  });
  const durationMs = performance.now() - startedAtMs;
  return { entries, bytes, learned, counters, events, embeddings, channels, durationMs };
}

/** Erases all keys with this hash tag. @returns how many there were. */
async function eraseKeys(executor: Executor, tag: string, signal: AbortSignal | undefined): Promise<number> {
  let erased = 0;
  const options = { idempotent: true, timeoutMs: TIMEOUT_MS, signal };
  for await (const found of scanKeys(executor, `${literalInPattern(tag)}:*`, options)) {
    erased += Number(await executor.send(["UNLINK", ...found], options));
  }
  return erased;
}
