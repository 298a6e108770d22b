import type { Executor, Reply, SendOptions, StepResult } from "../../executor.js";
import type { CacheKeys } from "../cache-keys.js";
import { ANSWER_FIELDS, decodeAnswer, type LivingEntry } from "../entry/index.js";

/** What one look at an entry's key tells, and the moment it was taken at. */
export interface ExactReading {
  readonly found: LivingEntry | "corrupt" | undefined;
  readonly generation: string;
  /** Id of the latest invalidation, `0-0` when there was none: an answer that is made from here on is held against it. */
  readonly since: string;
}

/**
 * The entry with exactly this scope and prompt: one round trip, no embedding. The generation is read in the same trip, so
 * an entry of before a flush is never served: when it is not the expected one, the trip is made once more.
 */
export async function readEntry(
  executor: Executor,
  keys: CacheKeys,
  entryId: string,
  expectedGeneration: string,
  options: SendOptions,
): Promise<ExactReading> {
  const reading = await readOnce(executor, keys, entryId, expectedGeneration, options);
  if (reading.generation === expectedGeneration) return reading;
  return readOnce(executor, keys, entryId, reading.generation, options);
}

async function readOnce(
  executor: Executor,
  keys: CacheKeys,
  entryId: string,
  generation: string,
  options: SendOptions,
): Promise<ExactReading> {
  const key = keys.entry(generation, entryId);
  const results = await executor.pipeline(
    [
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
      ["GET", keys.generation],
      ["XREVRANGE", keys.events, "+", "-", "COUNT", "1"],
    ],
    { ...options, readOnly: true },
  );
  const [first, ...rest] = results;
  // Another type of value under an entry's name: no answer, and no trouble with Redis either.
  const isForeign = first?.ok === false && first.error.code === "WRONG_TYPE";
  const fields = first === undefined || isForeign ? null : replyOf(first);
  const [pttl, current, events] = rest.map(replyOf);
  const currentGeneration = typeof current === "string" ? current : "0";
  return {
    found:
      currentGeneration !== generation
        ? undefined
        : isForeign
          ? "corrupt"
          : Array.isArray(fields)
            ? decodeAnswer(entryId, fields, pttl ?? null)
            : undefined,
    generation: currentGeneration,
    since: lastEventId(events ?? null),
  };
}

function lastEventId(events: Reply): string {
  const last: unknown = Array.isArray(events) ? events[0] : undefined;
  const id: unknown = Array.isArray(last) ? last[0] : undefined;
  return typeof id === "string" ? id : "0-0";
}

function replyOf(result: StepResult): Reply {
  if (!result.ok) throw result.error;
  return result.value;
}
