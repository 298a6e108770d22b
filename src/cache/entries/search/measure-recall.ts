import { decodeVcard, decodeVsim, encodeVcard, encodeVsim, onMainThread } from "../../../commands/index.js";
import type { Reply, SendOptions } from "../../../executor.js";
import { repliesOf } from "../../../reply.js";
import { shareFound } from "../../../repository/index.js";
import { tagFilter } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { type EntrySearch, vsimOf } from "./entry-search.js";

/**
 * Entries times dimension, above which a set is not searched without the graph: 10,000 entries of 512 numbers. (Twice as many took
 * Redis 8.0.2 30 ms on a busy machine with two cores.) A command that writes to the set waits so long, and all clients behind it;
 * where threads are not safe, all clients wait in any case.
 */
const MOST_NUMBERS = 10_000 * 512;

/**
 * The share of the nearest entries that a search finds with each EF, 0 to 1, by comparing it with a search without the graph
 * (VSIM … TRUTH). Both compare codes, so this says nothing about quantization. Three round trips.
 *
 * @returns undefined for a set that is empty or too large.
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
  if (entries === 0 || entries * search.query.vector.length > MOST_NUMBERS) return undefined;
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
  const scoresOf = (reply: Reply) => decodeVsim(reply).map(({ score }) => score);
  // In a thread of its own, so that reading commands need not wait, except on a server that this can crash.
  const nearest = scoresOf(
    await executor.send(onMainThread(exhaustive), {
      ...{ ...reading, blocking: executor.capabilities.safeThreads },
      forServer: ({ safeThreads }) => (safeThreads ? exhaustive : onMainThread(exhaustive)),
    }),
  );
  const found = repliesOf(await executor.pipeline(byGraph, reading)).map(scoresOf);
  return nearest.length === 0 ? undefined : found.map((scores) => shareFound(scores, nearest));
}
