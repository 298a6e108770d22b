import { decodeVsim, encodeVsim, type SimilarElement } from "../../../commands/index.js";
import type { SendOptions } from "../../../executor.js";
import { listOf, repliesOf, textOf } from "../../../reply.js";
import { latestEventId } from "../../memory/index.js";
import { tagFilter } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import type { EntrySearch } from "./look-up-entries.js";

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
 * The names of the nearest entries in one round trip, for whoever holds the entries: plain commands in one write, which cost the
 * server little more than the search. Their order matters, because others write between them. The last event comes first: an
 * entry that was valid then is an answer of the time when the look-up had begun. The error norm comes last, because writers
 * raise it together with adding an element: so it bounds every element that was found.
 */
export async function nameNearest(
  { executor, keys, settings, hasher, generation: known }: Omit<EntryContext, "memory">,
  entryId: string,
  search: EntrySearch,
  options: SendOptions,
): Promise<NearestNames> {
  const { current } = known;
  const vsim = encodeVsim({
    key: keys.vectors(current, search.scopeId),
    query: { vector: search.query.blob },
    count: search.count,
    ef: Math.max(settings.index.efSearch, search.count),
    filter: tagFilter(hasher, search.tags) || undefined,
    noThread: true,
  });
  const results = await executor.pipeline(
    [
      ["GET", keys.generation],
      ["XREVRANGE", keys.events, "+", "-", "COUNT", "1"],
      ["HMGET", keys.entry(current, entryId), "a"],
      vsim,
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
