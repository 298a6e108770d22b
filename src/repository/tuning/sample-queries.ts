import { decodeVrandmembers, encodeVrandmember } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { ExactVectors, TunedCollection, TunedInfo } from "./tuned-collection.js";

/** A vector to search by. */
export interface TunedQuery {
  /** Of the dimension of the collection. */
  readonly vector: Float32Array;
  /** The element from which it is. That is its own nearest neighbour, and does not count as one. */
  readonly id: string | undefined;
}

/** The server returns random elements up to a fifth of a set. For more, it walks its list from a random position. */
const MAX_RANDOM_SHARE = 1 / 5;
/** Fewer elements or queries say nothing. */
const LEAST = 20;
/** Elements read at the same time. */
const CHUNK_SIZE = 64;

/**
 * Random elements of the collection as queries; from each shard as many as its part of the elements.
 *
 * @throws OctavecError `CALIBRATION_TOO_SMALL` if fewer than 20 can be read.
 */
export async function sampleQueries(
  collection: TunedCollection,
  info: TunedInfo,
  sampleSize: number,
  { exact, signal }: { readonly exact: ExactVectors | undefined; readonly signal: AbortSignal | undefined },
): Promise<TunedQuery[]> {
  const { shards = [info] } = info;
  const drawn = await Promise.all(
    shards.map(async ({ key, count }) => {
      const share = Math.ceil((sampleSize * count) / Math.max(1, info.count));
      const asked = share <= count * MAX_RANDOM_SHARE ? share : count;
      if (asked === 0) return [];
      const reply = await collection.executor.send(encodeVrandmember(key, asked), { readOnly: true, signal });
      return randomOf(decodeVrandmembers(reply), share);
    }),
  );
  const ids = randomOf(drawn.flat(), sampleSize);
  const queries: TunedQuery[] = [];
  for (let start = 0; start < ids.length; start += CHUNK_SIZE) {
    const some = ids.slice(start, start + CHUNK_SIZE);
    const [stored, known = []] = await Promise.all([
      Promise.all(some.map((id) => collection.get(id, { signal }))),
      exact?.(some),
    ]);
    for (const [place, id] of some.entries()) {
      // An element that is gone by now is no query.
      const vector = stored[place] && (known[place] ?? stored[place].vector);
      if (vector !== undefined) queries.push({ id, vector });
    }
  }
  requireEnough(queries.length);
  return queries;
}

/** @throws OctavecError `CALIBRATION_TOO_SMALL` for fewer than 20 elements. */
export function requireEnough(count: number): void {
  if (count >= LEAST) return;
  throw new OctavecError(
    "CALIBRATION_TOO_SMALL",
    `tune: expected at least ${LEAST} elements in the collection, got ${count}. So few are searched exactly with exhaustive: true.`,
  );
}

function randomOf(ids: readonly string[], count: number): string[] {
  const keyed = ids.map((id) => ({ id, key: Math.random() }));
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, count)
    .map(({ id }) => id);
}
