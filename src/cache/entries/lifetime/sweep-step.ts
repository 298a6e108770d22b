import type { Executor, SendOptions } from "../../../executor.js";
import { listOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { CacheKeys } from "../../question/index.js";
import type { TenantLimits } from "../eviction/limits-of.js";
import { SWEEP_ENTRIES } from "../scripts/sweep-entries.lua.js";

const sweepScript = new Script(SWEEP_ENTRIES, { readOnly: false });

/** What one or more steps removed. */
export interface SweepReport {
  /** Entries that had expired. */
  readonly expired: number;
  /** Entries over the limits. */
  readonly evicted: number;
  /** Entries of earlier generations, which a flush had left behind. */
  readonly flushed: number;
  /** Estimated bytes of all removed entries. */
  readonly bytes: number;
}

export interface SweepStep extends SweepReport {
  /** True when another instance is elected: then nothing was done. */
  readonly isHeld: boolean;
  readonly hasMore: boolean;
  /** Milliseconds until the next entry expires, or until the other instance's election ends; undefined when neither is known. */
  readonly waitMs: number | undefined;
}

export interface SweepRequest {
  /** Entries to remove at most. */
  readonly most: number;
  readonly limits: TenantLimits;
  /** Which instance asks to be elected, and for how long; `leaseMs` 0 gives the election up. Absent: a step without election. */
  readonly election?: { readonly token: string; readonly leaseMs: number };
}

/** Removes a bounded number of entries that no look-up can hit any more. One round trip. Idempotent. */
export async function sweepStep(
  executor: Executor,
  keys: CacheKeys,
  { most, limits, election }: SweepRequest,
  options: SendOptions,
): Promise<SweepStep> {
  const reply = await sweepScript.run(
    executor,
    keys.generation,
    [
      election?.token ?? "",
      String(election?.leaseMs ?? 0),
      String(most),
      String(limits.maxEntries),
      String(limits.maxBytes),
      limits.policy,
    ],
    { ...options, idempotent: true },
  );
  const [held, expired, evicted, flushed, bytes, more, wait] = listOf(reply).map(Number);
  if (
    expired === undefined ||
    evicted === undefined ||
    flushed === undefined ||
    bytes === undefined ||
    wait === undefined
  ) {
    throw unexpectedReply("The sweep script", "7 numbers", reply);
  }
  return {
    isHeld: held === 1,
    expired,
    evicted,
    flushed,
    bytes,
    hasMore: more === 1,
    waitMs: wait < 0 ? undefined : wait,
  };
}
