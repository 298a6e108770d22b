import { decodeVsim } from "../../../commands/index.js";
import type { Command, SendOptions } from "../../../executor.js";
import { isList, repliesOf, textOf, unexpectedReply } from "../../../reply.js";
import { scriptOrCommands } from "../../../script.js";
import { latestEventId, latestEventOf } from "../../memory/index.js";
import { errorBound } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { readInLatest } from "../context/generation.js";
import { isQuarantined, quarantineOf } from "../context/quarantine-list.js";
import { IN_QUARANTINE, LOOK_UP_SCRIPT, type StoredValues, sortOut } from "./decode-found.js";
import { type EntrySearch, vsimOf } from "./entry-search.js";
import type { FoundEntries } from "./found-entry.js";
import { lookUpEntries } from "./look-up-entries.js";

/**
 * While doubt is left, the next search asks for this many times as many neighbours, up to the cap. If more entries than that lie
 * within the codes' error of each other, the best of those is served. A higher cap would cost milliseconds per look-up where
 * hundreds of questions differ in a number only.
 */
const WIDER = 16;
const MAX_COUNT = 160;

type SearchContext = Pick<
  EntryContext,
  "executor" | "keys" | "codec" | "settings" | "tuned" | "hasher" | "generation"
>;

/**
 * Finds the nearest entries of a scope: one round trip by a script; two, with plain commands, for users who may not run
 * scripts. Reads only, and only entries of the current generation.
 *
 * Asks for `count` neighbours, and for more while an entry beyond them could still be the best answer: the server ranks by
 * codes, and if these lie closer together than their error, the right entry may be further down.
 *
 * @param known - What the same search has found already.
 */
export async function searchEntries(
  context: SearchContext,
  search: EntrySearch,
  options: SendOptions,
  known?: FoundEntries,
): Promise<FoundEntries> {
  let asked = search;
  let found = known ?? (await searchOnce(context, asked, context.generation.current, options));
  while (asked.count * WIDER <= MAX_COUNT && leavesDoubt(asked, found)) {
    asked = { ...asked, count: asked.count * WIDER };
    found = await searchOnce(context, asked, found.generation, options);
  }
  return found;
}

/** @param generation - The generation as far as the caller knows. */
function searchOnce(
  context: SearchContext,
  search: EntrySearch,
  generation: string,
  options: SendOptions,
): Promise<FoundEntries> {
  return scriptOrCommands(
    context.executor,
    () => searchByScript(context, search, options),
    () => readInLatest(generation, (latest) => searchByCommands(context, search, latest, options)),
  );
}

async function searchByScript(
  context: SearchContext,
  search: EntrySearch,
  options: SendOptions,
): Promise<FoundEntries> {
  const { searched } = await lookUpEntries(context, "", search, options);
  if (searched === undefined) throw unexpectedReply(LOOK_UP_SCRIPT, "what the search found", null);
  return searched;
}

/**
 * Two trips: the neighbours, then their entries. The latest event is read before the entries, so all of them have seen it.
 * Finds nothing if the current generation is another one.
 */
async function searchByCommands(
  context: SearchContext,
  search: EntrySearch,
  generation: string,
  options: SendOptions,
): Promise<FoundEntries> {
  const { executor, keys, codec } = context;
  const vsim = vsimOf(context, search, generation);
  const nearest = decodeVsim(await executor.send(vsim, { ...options, readOnly: true }));
  const steps: Command[] = [
    latestEventOf(keys.events),
    ["GET", keys.generation],
    ["HGET", keys.sums(generation), "e"],
    quarantineOf(keys),
  ];
  for (const { element } of nearest) {
    const key = keys.entry(generation, element);
    steps.push(["HMGET", key, "a", "c", "e", "w", "q", "r", "p", "m", "k", "v", "u"], ["PTTL", key]);
  }
  const [latest, current, largest, quarantine, ...replies] = repliesOf(
    await executor.pipeline(steps, { ...options, readOnly: true, binary: true }),
  );
  const now = { generation: textOf(current) ?? "0", since: latestEventId(latest) };
  if (now.generation !== generation) {
    const none = { dead: 0, corrupt: [], unreadable: 0, withheld: 0, withheldNear: 0, candidates: [] };
    return { ...now, ...none, largestErrorNorm: 0 };
  }
  const stored: StoredValues[] = [];
  for (const [index, { element, score }] of nearest.entries()) {
    const fields = replies[index * 2];
    // Without an error norm the hash is gone.
    if (!isList(fields) || fields[2] === null || fields[2] === undefined) continue;
    const pttl = replies[index * 2 + 1];
    const values = fields.slice(0, 9);
    if (isQuarantined(quarantine, fields[10])) values[4] = IN_QUARANTINE;
    stored.push({ entryId: element, score, fields: values, pttl, vector: fields[9] });
  }
  return {
    ...now,
    largestErrorNorm: Number(textOf(largest) ?? 0),
    dead: nearest.length - stored.length,
    ...sortOut(stored, search, codec),
  };
}

/** Whether an entry beyond the last one seen could reach the threshold, and the best that was seen. */
export function leavesDoubt({ query, threshold, count, all }: EntrySearch, found: FoundEntries): boolean {
  const { candidates, dead, corrupt, unreadable, withheld, largestErrorNorm } = found;
  const seen = candidates.length + dead + corrupt.length + unreadable + withheld;
  if (all === true || seen < count) return false;
  let last = Number.POSITIVE_INFINITY;
  let best = threshold;
  for (const { codeSimilarity, errorNorm } of candidates) {
    last = Math.min(last, codeSimilarity);
    best = Math.max(best, codeSimilarity - errorBound(query, errorNorm));
  }
  return last + errorBound(query, largestErrorNorm) >= best;
}
