import { decodeVcard, decodeVsim, encodeVcard, encodeVsim } from "../../../commands/index.js";
import type { SendOptions } from "../../../executor.js";
import { repliesOf } from "../../../reply.js";
import { tagFilter } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { type EntrySearch, vsimOf } from "./entry-search.js";

/**
 * Larger sets are not searched without the graph. The server computes a cosine for each entry, and a command that writes to the
 * set waits until it has ended.
 */
const MOST_ENTRIES = 50_000;
/** Scores are given in double precision; equal codes have equal scores. */
const SAME_SCORE = 1e-9;

/**
 * The share of the nearest entries that a search finds with each EF, 0 to 1, by comparing it with a search without the graph
 * (VSIM … TRUTH). Both compare codes, so this says nothing about quantization. Two round trips.
 *
 * @returns undefined for a set that is empty or has more than 50,000 entries.
 * @throws the codes of commands.
 */
export async function measureRecall(
  context: Pick<EntryContext, "executor" | "keys" | "hasher" | "generation">,
  search: Pick<EntrySearch, "scopeId" | "tags" | "query" | "count">,
  efs: readonly number[],
  options: SendOptions,
): Promise<number[] | undefined> {
  const { executor, keys, hasher, generation } = context;
  const key = keys.vectors(generation.current, search.scopeId);
  const reading = { ...options, readOnly: true };
  const entries = decodeVcard(await executor.send(encodeVcard(key), reading));
  if (entries === 0 || entries > MOST_ENTRIES) return undefined;
  // In a thread of its own, so that reading commands need not wait.
  const exhaustive = encodeVsim({
    key,
    query: { vector: search.query.blob },
    count: search.count,
    filter: tagFilter(hasher, search.tags) || undefined,
    truth: true,
  });
  const byGraph = efs.map((efSearch) =>
    vsimOf({ ...context, tuned: { efSearch } }, search, generation.current),
  );
  const replies = repliesOf(await executor.pipeline([exhaustive, ...byGraph], reading));
  const [nearest = [], ...found] = replies.map((reply) => decodeVsim(reply).map(({ score }) => score));
  const farthest = nearest.at(-1);
  if (farthest === undefined) return undefined;
  return found.map(
    (scores) => scores.filter((score) => score >= farthest - SAME_SCORE).length / nearest.length,
  );
}
