import { OctavecError } from "../../errors/index.js";
import type { Executor, Reply, SendOptions, StepResult } from "../../executor.js";
import { forbidsScripts, Script } from "../../script.js";
import type { CacheKeys } from "../cache-keys.js";
import { latestEventId } from "../coherence/index.js";
import { ANSWER_FIELDS, decodeAnswer, type LivingEntry } from "../entry/index.js";
import { READ_ENTRY } from "../script/index.js";

/** `fromPrimary`: what the reading says of events is taken as the last word. */
type ReadOptions = SendOptions & { readonly fromPrimary?: boolean };

/** What one look at an entry's key tells, and the moment it was taken at. */
export interface ExactReading {
  readonly found: LivingEntry | "corrupt" | undefined;
  readonly generation: string;
  /** Id of the latest event, `0-0` when there was none: an answer that is made from here on, and a copy, is held against it. */
  readonly since: string;
}

const entryReader = new Script(READ_ENTRY, { readOnly: true });

/** Their user may not run scripts. */
const withoutScripts = new WeakSet<Executor>();

/**
 * The entry with exactly this scope and prompt: one round trip, no embedding; one command by a script, four for users who
 * may not run scripts. The generation is read in the same trip, so an entry of before a flush is never served: without a
 * script, when it is not the expected one, the trip is made once more. No event can be behind `since` that the entry has not
 * seen. With `fromPrimary` no replica is asked.
 */
export async function readEntry(
  executor: Executor,
  keys: CacheKeys,
  entryId: string,
  expectedGeneration: string,
  { fromPrimary = false, ...plain }: ReadOptions,
): Promise<ExactReading> {
  const options = fromPrimary
    ? { ...plain, readOnly: false, idempotent: true }
    : { ...plain, readOnly: true };
  if (!withoutScripts.has(executor)) {
    try {
      return decodeReading(entryId, await entryReader.run(executor, keys.generation, [entryId], options));
    } catch (error) {
      if (!forbidsScripts(error)) throw error;
      withoutScripts.add(executor);
    }
  }
  const reading = await readOnce(executor, keys, entryId, expectedGeneration, options);
  if (reading.generation === expectedGeneration) return reading;
  return readOnce(executor, keys, entryId, reading.generation, options);
}

function decodeReading(entryId: string, reply: Reply): ExactReading {
  if (!Array.isArray(reply) || typeof reply[0] !== "string" || typeof reply[1] !== "string") {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      "The script that reads an entry answered with a shape that is not known: expected a list of generation, last event and entry.",
    );
  }
  const [generation, since, fields, pttl] = reply;
  if (fields === undefined) return { found: undefined, generation, since };
  return {
    found: Array.isArray(fields) ? decodeAnswer(entryId, fields, pttl) : "corrupt",
    generation,
    since,
  };
}

/** The latest event is read before the entry. */
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
      ["XREVRANGE", keys.events, "+", "-", "COUNT", "1"],
      ["HMGET", key, ...ANSWER_FIELDS],
      ["PTTL", key],
      ["GET", keys.generation],
    ],
    options,
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
