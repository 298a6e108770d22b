import type { Executor, SendOptions } from "../../executor.js";
import { listOf, replyOf, unexpectedReply } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { SWEEP_STEP } from "./sweep.lua.js";

/** Elements of one step, during which the server answers nobody: a few milliseconds at most. */
const STEP_SIZE = 10;

/** The parts of a collection that a sweep needs. */
export interface SweptCollection {
  readonly executor: Executor;
  readonly keys: CollectionKeys;
}

export interface SweepStep {
  /** `unused`: no element of the collection can expire. `held`: another instance is elected. */
  readonly state: "unused" | "held" | "done";
  readonly removed: number;
  readonly hasMore: boolean;
  /** Milliseconds until the next element expires, or until the other election ends; undefined if nothing is known to expire. */
  readonly waitMs: number | undefined;
}

const STATES = new Map([
  [-1, "unused"],
  [0, "held"],
  [1, "done"],
] as const);

/** One step of the sweep, in one round trip. Idempotent. */
export async function sweepStep(
  { executor, keys }: SweptCollection,
  election: { readonly token: string; readonly leaseMs: number } | undefined,
  options: Pick<SendOptions, "signal" | "timeoutMs">,
): Promise<SweepStep> {
  const call = {
    keys: [keys.vectors, keys.meta, keys.codes, keys.expiry, keys.words],
    args: [String(STEP_SIZE), election?.token ?? "", String(election?.leaseMs ?? 0)],
  };
  const [result] = await SWEEP_STEP.runEach(executor, [call], { ...options, idempotent: true });
  const reply = replyOf(result, options.signal);
  const [code, removed, more, waitMs] = listOf(reply).map(Number);
  const state = STATES.get(code as -1 | 0 | 1);
  if (state === undefined || removed === undefined || waitMs === undefined)
    throw unexpectedReply("The script of the sweep", "4 numbers", reply);
  return { state, removed, hasMore: more === 1, waitMs: waitMs < 0 ? undefined : waitMs };
}

/**
 * Removes all elements that have expired, in short steps.
 *
 * @returns how many this call removed.
 */
export async function sweepAll(
  collection: SweptCollection,
  options: Pick<SendOptions, "signal" | "timeoutMs">,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const step = await sweepStep(collection, undefined, options);
    removed += step.removed;
    if (!step.hasMore) return removed;
    options.signal?.throwIfAborted();
  }
}
