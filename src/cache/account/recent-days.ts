import { OctavecError } from "../../errors/index.js";
import type { Reply } from "../../executor.js";
import { listOf, pairsOf, textOf } from "../../reply.js";
import { Script } from "../../script.js";
import { ANEW_DAYS_KEPT, DAYS_KEPT, type EntryContext, READ_DAYS, readPrompts } from "../entries/index.js";
import type { Ledger } from "./ledger.js";
import { DURATION_BOUNDS_MS, type LookupKind } from "./lookup-durations.js";

// Not `readOnly`: a replica may not have the latest batch yet.
const readScript = new Script(READ_DAYS, { readOnly: false });

const DAY_MS = 86_400_000;

export interface RecentDaysOptions {
  /** Days to look back, the present one included, 1 to 31. Default 31. A day is one of UTC, by the server's clock. */
  readonly days?: number | undefined;
  /** Whether `repeated` has the questions of entries that are there at present, as they were asked. Default false. */
  readonly includeText?: boolean | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A question whose answer was made several times within the last 7 days: in between its entry expired, was evicted or invalidated. */
export interface RepeatedQuestion {
  readonly entryId: string;
  /** How often its answer was made and stored, at least. */
  readonly times: number;
  /** Hits a day that an entry would have had that stays: all but the first of these times. */
  readonly hitsPerDay: number;
  /** As it was asked. Absent without `includeText`, and if there is no such entry at present. */
  readonly prompt?: string | undefined;
}

/**
 * What a tenant's look-ups took in the last days, and which questions came again: over all instances, but without what the others
 * counted in the latest second.
 */
export interface RecentDays {
  /** Days from the first of them with a look-up to the present one, both included. 0 without a look-up. */
  readonly days: number;
  readonly lookups: number;
  /** Look-ups that Redis or the embedder did not answer. */
  readonly errors: number;
  readonly durations: {
    /** Upper bounds in milliseconds, ascending. */
    readonly boundsMs: readonly number[];
    /**
     * Look-ups by what they found. Place i counts those that took at most `boundsMs[i]`, and longer than the bound before; one place
     * more counts those above all bounds. The embedding is included.
     */
    readonly counts: Readonly<Record<LookupKind, readonly number[]>>;
  };
  /** Of the last 7 of these days, the most frequent first, at most 100. */
  readonly repeated: readonly RepeatedQuestion[];
}

const MOST_LISTED = 100;

interface Day {
  readonly day: number;
  readonly counters: ReadonlyMap<string, number>;
  /** By entry id: at least so many times. */
  readonly anew: ReadonlyMap<string, number>;
}

/**
 * Two round trips, and a third one for texts.
 *
 * @throws OctavecError `INVALID_ARGUMENT`; the codes of commands.
 */
export async function readRecentDays(
  { parts, ledger }: { readonly parts: EntryContext; readonly ledger: Ledger },
  { days = DAYS_KEPT, includeText = false, signal }: RecentDaysOptions,
): Promise<RecentDays> {
  if (!(Number.isInteger(days) && days >= 1 && days <= DAYS_KEPT)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `recentDays: days: expected a whole number from 1 to ${DAYS_KEPT}, got ${String(days)}.`,
    );
  }
  await ledger.flush();
  const { executor, keys } = parts;
  const options = { signal, idempotent: true, binary: true };
  const [generation, now, ...replies] = listOf(
    await readScript.run(executor, keys.generation, [String(days)], options),
  );
  const nowMs = Number(textOf(now));
  const read = replies.map(decodeDay);
  const again = repeatedQuestions(read, nowMs);
  const ids = includeText ? again.map(({ entryId }) => entryId) : [];
  const prompts = await readPrompts(parts, textOf(generation) ?? "0", ids, { signal });
  const counts = durationCounts(read);
  return {
    days: read[0] === undefined ? 0 : Math.floor(nowMs / DAY_MS) - read[0].day + 1,
    lookups: sum(Object.values(counts).map(sum)),
    errors: sum(counts.error),
    durations: { boundsMs: DURATION_BOUNDS_MS, counts },
    repeated: again.map((one) => {
      const prompt = prompts.get(one.entryId)?.prompt;
      return prompt === undefined ? one : { ...one, prompt };
    }),
  };
}

function decodeDay(reply: Reply): Day {
  const [day, counters, anew, tooHigh] = listOf(reply);
  return {
    day: Number(day),
    counters: new Map(pairsOf(counters).map(([name, count]) => [name, Number(count)])),
    anew: new Map(pairsOf(anew).map(([id, times]) => [id, Number(times) - Number(textOf(tooHigh))])),
  };
}

function durationCounts(days: readonly Day[]): RecentDays["durations"]["counts"] {
  const countsOf = (kind: string) =>
    Array.from({ length: DURATION_BOUNDS_MS.length + 1 }, (_, place) =>
      days.reduce((total, { counters }) => total + (counters.get(`${kind}:${place}`) ?? 0), 0),
    );
  return {
    session: countsOf("session"),
    memory: countsOf("memory"),
    exact: countsOf("exact"),
    semantic: countsOf("semantic"),
    miss: countsOf("miss"),
    bypass: countsOf("bypass"),
    error: countsOf("error"),
  };
}

/** Questions that were answered twice or more since the 7 days began. */
function repeatedQuestions(days: readonly Day[], nowMs: number): RepeatedQuestion[] {
  const oldest = Math.floor(nowMs / DAY_MS) - ANEW_DAYS_KEPT + 1;
  const recent = days.filter(({ day }) => day >= oldest);
  const times = new Map<string, number>();
  for (const { anew } of recent) {
    for (const [id, count] of anew) times.set(id, (times.get(id) ?? 0) + count);
  }
  // Less than a day says nothing about a day.
  const spanDays = Math.max(1, nowMs / DAY_MS - (recent[0]?.day ?? 0));
  return [...times]
    .filter(([, count]) => count >= 2)
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_LISTED)
    .map(([entryId, count]) => ({ entryId, times: count, hitsPerDay: (count - 1) / spanDays }));
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
