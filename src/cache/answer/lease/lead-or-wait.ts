import { pause, type TimeBudget, within } from "../../../async/index.js";
import type { LivingEntry } from "../../contract/index.js";
import type { AskedAt } from "../../entries/index.js";
import type { AnswerContext } from "../answer-context.js";
import { type AnswerLease, acquireLease, type KnownEntry, type LeaseReply } from "./answer-lease.js";
import { readLeaseState } from "./read-lease-state.js";

/** `lead`: make the answer for all processes. `alone`: make it for this process. `made`: another process has made it. */
export type Leadership =
  | { readonly kind: "lead"; readonly lease: AnswerLease; readonly askedAt: AskedAt }
  | { readonly kind: "alone" }
  | { readonly kind: "made"; readonly living: LivingEntry };

/** One process's wish to make an answer. */
export interface LeaseWish {
  readonly entryId: string;
  /** The entry that was found and could not be served. */
  readonly known: KnownEntry;
  readonly budget: TimeBudget;
  readonly signal: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

const ALONE: Leadership = { kind: "alone" };

/**
 * Finds out which process makes an answer, and waits for the answer if that is another process.
 *
 * A process that waits looks again and again, in one round trip each, at growing intervals. A blocking read would tell it
 * sooner, but would hold a connection for each entry that is waited for, and a pool is for thousands of short commands. One
 * caller per process and entry looks, four times a second at most.
 *
 * Trouble with Redis ends the wait: the answer is then made here, after at most the rest of the time that the call may spend
 * on the cache. Rejects only when `signal` is aborted.
 */
export async function leadOrWait(context: AnswerContext, wish: LeaseWish): Promise<Leadership> {
  const endsAtMs = performance.now() + context.timings.leaseWaitMs;
  try {
    while (performance.now() < endsAtMs) {
      const reply = await acquireInTime(context, wish);
      context.generation.note(reply.askedAt.generation);
      if (reply.status === "lead") return { kind: "lead", lease: reply.lease, askedAt: reply.askedAt };
      if (reply.status === "skip") return ALONE;
      const followed = await followLeader(context, wish, reply.askedAt.generation, endsAtMs);
      if (followed !== undefined) return followed;
      // The answer was there and cannot be read, or is gone again: asking on could go round in circles.
      if (reply.status === "there") return ALONE;
    }
  } catch {
    wish.signal?.throwIfAborted();
  }
  return ALONE;
}

/** A lease that arrives after the time is up is given back. */
async function acquireInTime(
  context: AnswerContext,
  { entryId, known, budget, signal }: LeaseWish,
): Promise<LeaseReply> {
  let acquiring: Promise<LeaseReply> | undefined;
  try {
    return await budget.spend((timeoutMs) => {
      acquiring = acquireLease(context, entryId, known, { timeoutMs, signal });
      return acquiring;
    });
  } catch (error) {
    acquiring?.then(
      (reply) => reply.status === "lead" && reply.lease.end("vacant"),
      () => {},
    );
    throw error;
  }
}

/** Waits for the leader's answer. Undefined when there is no leader any more. */
async function followLeader(
  context: AnswerContext,
  { entryId, known, budget, signal }: LeaseWish,
  generation: string,
  endsAtMs: number,
): Promise<Leadership | undefined> {
  const leased = { entryId, generation, unwantedCreatedAtMs: known.createdAtMs };
  let pauseMs = 0;
  while (true) {
    const askedAtMs = performance.now();
    const timeoutMs = Math.max(1, budget.leftMs);
    const state = await within(timeoutMs, signal, (bounded) =>
      readLeaseState(context, leased, { timeoutMs, signal: bounded }),
    );
    if (state.status === "made") {
      context.memory?.put({ living: state.living, since: state.since, atMs: askedAtMs });
      return { kind: "made", living: state.living };
    }
    if (state.status === "skip") return ALONE;
    if (state.status === "vacant") return undefined;
    const leftMs = endsAtMs - performance.now();
    if (leftMs <= 0) return ALONE;
    pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 1.5));
    await pause(Math.min(leftMs, pauseMs), signal);
  }
}
