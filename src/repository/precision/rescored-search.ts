import { loopTimeMs } from "../../async/index.js";
import { encodeFloat32Blob, encodeVsim } from "../../commands/index.js";
import type { Command } from "../../executor.js";
import type { Attributes } from "../../options/index.js";
import { askServer, type PreparedSearch, type SearchHit, toHit } from "../search.js";
import { bandOf, isCertain } from "./certainty.js";
import type { CodedCollection } from "./coded-collection.js";
import { readStoredVector } from "./read-stored-vector.js";
import { type Candidate, type PreciseQuery, preciseQuery, scoreCandidates } from "./score-candidates.js";

/** As many candidates as hits are asked for, twice, and some more where that is few. */
const CANDIDATES_PER_HIT = 2;
const LEAST_EXTRA = 10;
/** The server takes memory for as many as are asked for. */
const MOST_CANDIDATES = 10_000;
/** Each round asks for twice the candidates of the one before. */
const MOST_ROUNDS = 4;
const SERVER_DEFAULT_EF = 100;

/** What the rounds came to. */
interface Outcome {
  readonly candidates: readonly Candidate[];
  readonly certified: boolean;
  readonly rounds: number;
}

/**
 * Two round trips: candidates by the server's codes, then their own codes. As long as an element that was left out could belong
 * among the hits, twice as many again, at most four times (`exact`: up to 10,000 candidates). A query by id takes one more,
 * for its vector.
 */
export async function rescoredSearch<A extends Attributes>(
  collection: CodedCollection,
  prepared: PreparedSearch,
  dimension: number,
  exact: boolean,
): Promise<SearchHit<A>[]> {
  // The attributes are read with the codes, so that they go with the similarity.
  const withAttributes = prepared.attributes !== "none";
  const vsim = { ...prepared.vsim, withAttributes: false };
  const search = withDeadline({ ...prepared, vsim, attributes: "none" });
  const { limit, minSimilarity } = search;
  const vector = search.vector ?? (await vectorOfElement(collection, search, dimension));
  if (vector === undefined) return [];
  const query = preciseQuery(vector, collection);
  const { candidates, certified, rounds } = await findCandidates(collection, search, query, {
    dimension,
    exact,
    withAttributes,
  });
  collection.monitor.queried({
    exact,
    extended: rounds > 1,
    certified,
    candidates: candidates.length,
    withoutCode: candidates.filter(({ rescored }) => rescored === undefined).length,
  });
  const best = candidates
    .map(({ found, native, rescored }) => ({ found, similarity: rescored ?? native }))
    .filter(({ similarity }) => minSimilarity === undefined || similarity >= minSimilarity)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, limit);
  return best.map(({ found, similarity }) => toHit<A>(found, similarity));
}

async function findCandidates(
  collection: CodedCollection,
  search: PreparedSearch,
  query: PreciseQuery,
  { dimension, exact, withAttributes }: { dimension: number; exact: boolean; withAttributes: boolean },
): Promise<Outcome> {
  const { limit, minSimilarity, signal } = search;
  const known = new Map<string, Candidate | undefined>();
  let count = Math.min(MOST_CANDIDATES, Math.max(CANDIDATES_PER_HIT * limit, limit + LEAST_EXTRA));
  for (let rounds = 1; ; rounds++) {
    const found = await askServer(collection, wider(search, count), commandOf(search, query.placed, count));
    const fresh = found.filter(({ element }) => !known.has(element));
    const wait = { timeoutMs: search.timeoutMs, signal };
    const plan = { dimension, withAttributes };
    const { scored, maxRange } = await scoreCandidates(collection, fresh, query, plan, wait);
    for (const [index, { element }] of fresh.entries()) known.set(element, scored[index]);
    const candidates = found.flatMap(({ element }) => known.get(element) ?? []);
    const last = found.length < count ? undefined : found.at(-1);
    const ranges = { dimension, storedRange: maxRange, queryRange: query.range };
    const certified = isCertain(candidates, {
      limit,
      minSimilarity,
      bestLeftOut: last === undefined ? undefined : 2 * last.score - 1,
      band: bandOf(candidates, ranges, exact),
    });
    const isLast = count >= MOST_CANDIDATES || (!exact && rounds >= MOST_ROUNDS);
    if (certified || last === undefined || isLast) return { candidates, certified, rounds };
    count = Math.min(MOST_CANDIDATES, 2 * count);
  }
}

/** More candidates are more work for the server. */
function wider(search: PreparedSearch, count: number): PreparedSearch {
  const { work, timeoutMs } = search;
  return count <= work.ef ? search : { ...search, timeoutMs, work: { ...work, ef: count } };
}

/** The query's time limit is for all of its round trips: each may take what the ones before have left. */
function withDeadline(search: PreparedSearch): PreparedSearch {
  const { timeoutMs } = search;
  if (timeoutMs === undefined) return search;
  const endsAtMs = loopTimeMs() + timeoutMs;
  return {
    ...search,
    get timeoutMs() {
      return Math.max(1, Math.ceil(endsAtMs - loopTimeMs()));
    },
  };
}

/** `VSIM` for another vector or number of candidates than the query was prepared with. */
export function commandOf({ vsim }: PreparedSearch, placed: Float32Array, count: number): Command {
  const ef = Math.max(vsim.ef ?? SERVER_DEFAULT_EF, count);
  return encodeVsim({
    ...vsim,
    query: { vector: encodeFloat32Blob(placed) },
    count,
    ef: ef === SERVER_DEFAULT_EF ? undefined : ef,
  });
}

/** The server would compare with what its int8 kept of the element; the codes know it better. */
async function vectorOfElement(
  { executor, keys, layout }: CodedCollection,
  { vsim, timeoutMs, signal }: PreparedSearch,
  dimension: number,
): Promise<Float32Array | undefined> {
  if (!("element" in vsim.query)) return undefined;
  const options = { timeoutMs, signal };
  return (await readStoredVector(executor, keys, vsim.query.element, layout, dimension, options))?.vector;
}
