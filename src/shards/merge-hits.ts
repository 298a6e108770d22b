import type { Attributes } from "../options/index.js";
import type { SearchHit } from "../repository/index.js";

/**
 * The best hits of several lists, each of which has the best `limit` of its shard. They are the best of all: a hit that is missing
 * in a list has `limit` better ones there. Hits with equal similarity and score come in the order of the bytes of their ids.
 */
export function mergeHits<A extends Attributes>(
  lists: readonly (readonly SearchHit<A>[])[],
  limit: number,
): SearchHit<A>[] {
  return lists.flat().sort(byRank).slice(0, limit);
}

function byRank(a: SearchHit, b: SearchHit): number {
  return b.similarity - a.similarity || b.score - a.score || compareIds(a.id, b.id);
}

/** In the order of the bytes, as Redis has it; that of UTF-16 differs. */
export function compareIds(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
