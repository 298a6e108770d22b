import type { Executor, SendOptions } from "../../../executor.js";
import { listOf, unexpectedReply } from "../../../reply.js";
import { Script } from "../../../script.js";
import type { CacheKeys } from "../../question/index.js";
import type { TenantLimits } from "../context/limits.js";
import { SWEEP_ENTRIES } from "../scripts/sweep-entries.lua.js";

const sweepScript = new Script(SWEEP_ENTRIES, { readOnly: false });

/** Entries of one step. The step is a script, during which the server answers nobody: a few milliseconds at most. */
export const STEP_SIZE = 10;

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

/** Takes one step of one tenant's sweep. */
export type TakeStep = (request: Omit<SweepRequest, "limits">) => Promise<SweepStep>;

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

/**
 * Takes steps until nothing is left to remove, one round trip each.
 * @throws what a step throws; the signal's reason. Entries that were removed by then stay removed.
 */
export async function sweepAll(
  takeStep: TakeStep,
  { signal, onStep }: { signal?: AbortSignal | undefined; onStep?: (swept: SweepReport) => void } = {},
): Promise<SweepReport> {
  let swept: SweepReport = { expired: 0, evicted: 0, flushed: 0, bytes: 0 };
  for (;;) {
    signal?.throwIfAborted();
    const step = await takeStep({ most: STEP_SIZE });
    swept = {
      expired: swept.expired + step.expired,
      evicted: swept.evicted + step.evicted,
      flushed: swept.flushed + step.flushed,
      bytes: swept.bytes + step.bytes,
    };
    onStep?.(swept);
    if (!step.hasMore) return swept;
  }
}
