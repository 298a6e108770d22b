import { pause, type TimeBudget, within } from "../../../async/index.js";
import type { SendOptions } from "../../../executor.js";
import { listOf, repliesOf, textOf } from "../../../reply.js";
import type { LivingEntry } from "../../contract/index.js";
import { ANSWER_FIELDS, type AskedAt, isQuarantined, quarantineOf } from "../../entries/index.js";
import { latestEventId, latestEventOf } from "../../memory/index.js";
import type { AnswerContext } from "../context/answer-context.js";
import { type AnswerLease, acquireLease, type LeaseReply } from "./answer-lease.js";

/** `lead`: make the answer for all processes. `alone`: make it for this process. `made`: another process has made it. */
export type Leadership =
  | { readonly kind: "lead"; readonly lease: AnswerLease; readonly askedAt: AskedAt }
  | { readonly kind: "alone" }
  | { readonly kind: "made"; readonly living: LivingEntry };

/** One process's wish to make an answer. */
export interface LeaseWish {
  readonly entryId: string;
  /** An entry that was stored at this time does not count as the answer: it was found and could not be served. */
  readonly unwantedCreatedAtMs: number | undefined;
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
  { entryId, unwantedCreatedAtMs, budget, signal }: LeaseWish,
): Promise<LeaseReply> {
  let acquiring: Promise<LeaseReply> | undefined;
  try {
    return await budget.spend((timeoutMs) => {
      acquiring = acquireLease(context, entryId, unwantedCreatedAtMs, { timeoutMs, signal });
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
  wish: LeaseWish,
  generation: string,
  endsAtMs: number,
): Promise<Leadership | undefined> {
  const { budget, signal } = wish;
  let pauseMs = 0;
  while (true) {
    const atMs = performance.now();
    const timeoutMs = Math.max(1, budget.leftMs);
    const state = await within(timeoutMs, signal, (bounded) =>
      readLeaseState(context, wish, generation, { timeoutMs, signal: bounded }),
    );
    if (state === "vacant") return undefined;
    if (state === "skip") return ALONE;
    if (state !== "working") {
      context.memory?.put({ ...state, atMs });
      return { kind: "made", living: state.living };
    }
    const leftMs = endsAtMs - performance.now();
    if (leftMs <= 0) return ALONE;
    pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 1.5));
    await pause(Math.min(leftMs, pauseMs), signal);
  }
}

/**
 * What has become of another process's lease: its answer, with the id of the last event before the answer was read;
 * `working`: the leader still makes it; `skip`: its answer is not kept; `vacant`: there is no leader and no answer.
 */
type LeaseState = { readonly living: LivingEntry; readonly since: string } | "working" | "skip" | "vacant";

/** One round trip. Not read from a replica, which may know of neither lease nor answer yet. */
async function readLeaseState(
  { executor, keys, codec }: AnswerContext,
  { entryId, unwantedCreatedAtMs }: LeaseWish,
  generation: string,
  options: SendOptions,
): Promise<LeaseState> {
  const key = keys.entry(generation, entryId);
  const results = await executor.pipeline(
    // The lease comes before the entry. If the leader stores between the two reads, the entry read sees the answer.
    [
      latestEventOf(keys.events),
      ["GET", keys.generation],
      quarantineOf(keys),
      ["GET", keys.lease(generation, entryId)],
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
    ],
    { ...options, idempotent: true, binary: true },
  );
  const [events, current, quarantine, held, fields, pttl] = repliesOf(results);
  if ((textOf(current) ?? "0") !== generation) return "vacant";
  const living = codec.decodeAnswer(entryId, listOf(fields), pttl);
  if (
    living !== undefined &&
    living !== "corrupt" &&
    living.remainingMs > living.staleMs &&
    !isQuarantined(quarantine, listOf(fields).at(-1)) &&
    living.entry.createdAtMs !== unwantedCreatedAtMs
  ) {
    return { living, since: latestEventId(events) };
  }
  const lease = textOf(held);
  if (lease === undefined) return "vacant";
  return lease.endsWith(" skip") ? "skip" : "working";
}
