import { pause } from "../../on-abort.js";
import { type CacheParts, noteGeneration } from "../cache-parts.js";
import type { LivingEntry } from "../entry/index.js";
import type { TimeBudget } from "../time-budget.js";
import { within } from "../within.js";
import { acquireLease, type Standing, type Unwanted, type Word } from "./acquire-lease.js";
import type { Lease } from "./lease.js";
import { readOutcome } from "./read-outcome.js";

/** `lead`: make it for all; `alone`: make it for this process; `made`: another process has made it. */
export type Turn =
  | { readonly kind: "lead"; readonly lease: Lease; readonly askedAt: Standing }
  | { readonly kind: "alone" }
  | { readonly kind: "made"; readonly living: LivingEntry };

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;
const ALONE: Turn = { kind: "alone" };

/**
 * Finds out who makes an answer, and waits for it if that is another process.
 *
 * Those who wait look again and again, in one round trip each, at growing intervals. A blocking read would tell them
 * sooner, but holds a connection for each entry that is waited for: a pool is for thousands of short commands. There is one
 * who looks per process and entry, four times a second at most.
 *
 * Redis trouble ends the wait: the answer is then made here, after at most the rest of the time that the call may spend on
 * the cache. Rejects only when `signal` is aborted.
 */
export async function takeTurn(
  parts: CacheParts,
  entryId: string,
  unwanted: Unwanted,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Turn> {
  const endsAtMs = performance.now() + parts.settings.flight.waitMs;
  try {
    while (performance.now() < endsAtMs) {
      const word = await acquireInTime(parts, entryId, unwanted, budget, signal);
      noteGeneration(parts, word.askedAt.generation);
      if (word.status === "lead") return { kind: "lead", lease: word.lease, askedAt: word.askedAt };
      if (word.status === "skip") return ALONE;
      const turn = await follow(parts, entryId, unwanted, word.askedAt.generation, {
        budget,
        endsAtMs,
        signal,
      });
      if (turn !== undefined) return turn;
      // It was there and cannot be read, or is gone again: asking on could go round in circles.
      if (word.status === "there") return ALONE;
    }
  } catch {
    signal?.throwIfAborted();
  }
  return ALONE;
}

/** A lease that comes when the time is up is given back. */
async function acquireInTime(
  parts: CacheParts,
  entryId: string,
  unwanted: Unwanted,
  budget: TimeBudget,
  signal: AbortSignal | undefined,
): Promise<Word> {
  let acquiring: Promise<Word> | undefined;
  try {
    return await budget.spend((timeoutMs) => {
      acquiring = acquireLease(parts, entryId, unwanted, { timeoutMs, signal });
      return acquiring;
    });
  } catch (error) {
    acquiring?.then(
      (word) => word.status === "lead" && word.lease.end("vacant"),
      () => {},
    );
    throw error;
  }
}

/** Waits for a leader's answer. Undefined when there is no leader any more. */
async function follow(
  parts: CacheParts,
  entryId: string,
  { createdAtMs }: Unwanted,
  generation: string,
  { budget, endsAtMs, signal }: { budget: TimeBudget; endsAtMs: number; signal: AbortSignal | undefined },
): Promise<Turn | undefined> {
  let pauseMs = 0;
  while (true) {
    const askedAtMs = performance.now();
    const timeoutMs = Math.max(1, budget.leftMs);
    const outcome = await within(timeoutMs, signal, (bounded) =>
      readOutcome(parts, entryId, generation, createdAtMs, { timeoutMs, signal: bounded }),
    );
    if (outcome.status === "made") {
      parts.memory?.put({ living: outcome.living, since: outcome.since, atMs: askedAtMs });
      return { kind: "made", living: outcome.living };
    }
    if (outcome.status === "skip") return ALONE;
    if (outcome.status === "vacant") return undefined;
    const leftMs = endsAtMs - performance.now();
    if (leftMs <= 0) return ALONE;
    pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pauseMs * 1.5));
    await pause(Math.min(leftMs, pauseMs), signal);
  }
}
