import type { Executor, Reply, SendOptions, StepResult } from "../../executor.js";
import type { CacheKeys } from "../cache-keys.js";
import { latestEventId } from "../coherence/index.js";
import { ANSWER_FIELDS, decodeAnswer, type LivingEntry } from "../entry/index.js";

/** `fromPrimary`: what the reading says of events is taken as the last word. */
type ReadOptions = SendOptions & { readonly fromPrimary?: boolean };

/** What one look at an entry's key tells, and the moment it was taken at. */
export interface ExactReading {
  readonly found: LivingEntry | "corrupt" | undefined;
  readonly generation: string;
  /** Id of the latest event, `0-0` when there was none: an answer that is made from here on, and a copy, is held against it. */
  readonly since: string;
}

/**
 * The entry with exactly this scope and prompt: one round trip, no embedding. The generation is read in the same trip, so
 * an entry of before a flush is never served: when it is not the expected one, the trip is made once more. The latest event
 * is read before the entry, so that no event can be behind it that the entry has not seen. With `fromPrimary` no replica is asked.
 */
export async function readEntry(
  executor: Executor,
  keys: CacheKeys,
  entryId: string,
  expectedGeneration: string,
  options: ReadOptions,
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
  { fromPrimary = false, ...options }: ReadOptions,
): Promise<ExactReading> {
  const key = keys.entry(generation, entryId);
  const results = await executor.pipeline(
    [
      ["XREVRANGE", keys.events, "+", "-", "COUNT", "1"],
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
      ["GET", keys.generation],
    ],
    fromPrimary ? { ...options, idempotent: true } : { ...options, readOnly: true },
  );
  const [latest, first, ...rest] = results;
  // Another type of value under an entry's name: no answer, and no trouble with Redis either.
  const isForeign = first?.ok === false && first.error.code === "WRONG_TYPE";
  const fields = first === undefined || isForeign ? null : replyOf(first);
  const [pttl, current] = rest.map(replyOf);
  const events = latest === undefined ? null : replyOf(latest);
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
    since: latestEventId(events),
  };
}

function replyOf(result: StepResult): Reply {
  if (!result.ok) throw result.error;
  return result.value;
}
