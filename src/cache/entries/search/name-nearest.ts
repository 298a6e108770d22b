import { decodeVsim, type SimilarElement } from "../../../commands/index.js";
import type { SendOptions } from "../../../executor.js";
import { listOf, repliesOf, textOf } from "../../../reply.js";
import { latestEventId, latestEventOf } from "../../memory/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { type EntrySearch, vsimOf } from "./entry-search.js";

/** What is known of the nearest entries without reading any. */
export interface NearestNames {
  readonly generation: string;
  /** Id of the latest event before the search, `0-0` if there was none. */
  readonly since: string;
  /** Whether there is an entry of exactly the question. */
  readonly hasExactEntry: boolean;
  /** Best first by the scores of the codes, at most `count` of the search. */
  readonly nearest: readonly SimilarElement[];
  /** No code of an entry is further from its vector than this. */
  readonly largestErrorNorm: number;
}

/**
 * The names of the nearest entries in one round trip, for a caller that has the entries in memory: plain commands in one write,
 * which cost the server little more than the search.
 *
 * The order of the commands matters, because other clients can write between two of them. The latest event is read first: an
 * entry that was valid then was valid after the look-up had begun. The largest error norm is read last: writers raise it when they
 * add an element, so it holds for every element that the search found.
 */
export async function nameNearest(
  context: Omit<EntryContext, "memory">,
  entryId: string,
  search: EntrySearch,
  options: SendOptions,
): Promise<NearestNames> {
  const { executor, keys, generation: known } = context;
  const { current } = known;
  const results = await executor.pipeline(
    [
      ["GET", keys.generation],
      latestEventOf(keys.events),
      ["HMGET", keys.entry(current, entryId), "a"],
      vsimOf(context, search, current),
      ["HGET", keys.sums(current), "e"],
    ],
    { ...options, readOnly: true },
  );
  const [generation, events, exact, found, largest] = repliesOf(results);
  return {
    generation: textOf(generation) ?? "0",
    since: latestEventId(events),
    hasExactEntry: textOf(listOf(exact)[0]) !== undefined,
    nearest: decodeVsim(found ?? []),
    largestErrorNorm: Number(textOf(largest) ?? 0),
  };
}
