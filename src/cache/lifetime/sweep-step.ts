import { OctavecError } from "../../errors/index.js";
import type { Executor, SendOptions } from "../../executor.js";
import { Script } from "../../script.js";
import type { CacheKeys } from "../cache-keys.js";
import type { TenantLimits } from "../eviction/index.js";
import { SWEEP_ENTRIES } from "../script/index.js";

const sweepScript = new Script(SWEEP_ENTRIES, { readOnly: false });

/** What one or more steps took away. */
export interface SweepReport {
  /** Entries that had expired. */
  readonly expired: number;
  /** Entries over the limits. */
  readonly evicted: number;
  /** Entries that a flush had left behind. */
  readonly flushed: number;
  /** Estimated bytes of them all. */
  readonly bytes: number;
}

export interface SweepStep extends SweepReport {
  /** Another instance is elected: nothing was done. */
  readonly isHeld: boolean;
  readonly hasMore: boolean;
  /** Until the next entry expires, or the election of the other instance; undefined when nothing is to be expected. */
  readonly waitMs: number | undefined;
}

export interface SweepRequest {
  /** Entries to take away at most. */
  readonly most: number;
  readonly limits: TenantLimits;
  /** Who asks to be the one that sweeps, and for how long; `leaseMs` 0 gives it up. Absent: outside the election. */
  readonly election?: { readonly token: string; readonly leaseMs: number };
}

/** Takes away a bounded number of entries that nobody can hit any more. One round trip. May be repeated. */
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
  const numbers = Array.isArray(reply) ? reply.map(Number) : [];
  const [held, expired, evicted, flushed, bytes, more, wait] = numbers;
  if (
    expired === undefined ||
    evicted === undefined ||
    flushed === undefined ||
    bytes === undefined ||
    wait === undefined
  ) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "The sweep script answered with a shape that is not known: expected 7 numbers.",
    );
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
