import { loopTimeMs } from "../../async/index.js";
import { encodeFloat32Blob, encodeVsim } from "../../commands/index.js";
import type { Command } from "../../executor.js";
import type { Attributes } from "../../options/index.js";
import { askServer, type PreparedSearch, type SearchHit, toHit } from "../search/search.js";
import { bandOf, isCertain } from "./certainty.js";
import type { CodedCollection } from "./coded-collection.js";
import { readStoredVector } from "./read-stored-vector.js";
import { type Candidate, type PreciseQuery, preciseQuery, scoreCandidates } from "./score-candidates.js";

/** The first round requests twice as many candidates as hits, and at least 10 more than hits. */
const CANDIDATES_PER_HIT = 2;
const MIN_EXTRA_CANDIDATES = 10;
/** The server allocates memory for all requested candidates. */
const MAX_CANDIDATES = 10_000;
/** Each round requests twice as many candidates as the one before. */
const MAX_ROUNDS = 4;
const SERVER_DEFAULT_EF = 100;

interface CandidateSearch {
  readonly candidates: readonly Candidate[];
  readonly certified: boolean;
  readonly rounds: number;
}

/**
 * A search in two round trips: the first finds candidates by the server's own scores, the second reads their codes. As long as an
 * element that was left out could be among the hits, another round requests twice as many candidates, up to four rounds in
 * all (`exact`: up to 10,000 candidates). A query by id needs one more round trip for its vector.
 */
export async function rescoredSearch<A extends Attributes>(
  collection: CodedCollection,
  prepared: PreparedSearch,
  dimension: number,
  exact: boolean,
): Promise<SearchHit<A>[]> {
  // The attributes are read together with the codes, so that they belong to the same state as the similarity.
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
): Promise<CandidateSearch> {
  const { limit, minSimilarity, signal } = search;
  const known = new Map<string, Candidate | undefined>();
  let count = Math.min(MAX_CANDIDATES, Math.max(CANDIDATES_PER_HIT * limit, limit + MIN_EXTRA_CANDIDATES));
  for (let rounds = 1; ; rounds++) {
    const command = commandOf(search, query.placed, count);
    const found = await askServer(collection, withCandidates(search, count), command);
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
    const isLast = count >= MAX_CANDIDATES || (!exact && rounds >= MAX_ROUNDS);
    if (certified || last === undefined || isLast) return { candidates, certified, rounds };
    count = Math.min(MAX_CANDIDATES, 2 * count);
  }
}

/** The search with the work that this number of candidates means for the server. */
function withCandidates(search: PreparedSearch, count: number): PreparedSearch {
  const { work, timeoutMs } = search;
  return count <= work.ef ? search : { ...search, timeoutMs, work: { ...work, ef: count } };
}

/** Applies the query's time limit to all of its round trips together: each gets the time that is left. */
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

/** VSIM with another vector or another number of candidates than the prepared query. */
export function commandOf({ vsim }: PreparedSearch, placed: Float32Array, count: number): Command {
  const ef = Math.max(vsim.ef ?? SERVER_DEFAULT_EF, count);
  return encodeVsim({
    ...vsim,
    query: { vector: encodeFloat32Blob(placed) },
    count,
    ef: ef === SERVER_DEFAULT_EF ? undefined : ef,
  });
}

/** The vector of the query's element in the best stored precision. VSIM with ELE would use the quantized vector in the set. */
async function vectorOfElement(
  { executor, keys, layout }: CodedCollection,
  { vsim, timeoutMs, signal }: PreparedSearch,
  dimension: number,
): Promise<Float32Array | undefined> {
  if (!("element" in vsim.query)) return undefined;
  const options = { timeoutMs, signal };
  return (await readStoredVector(executor, keys, vsim.query.element, layout, dimension, options))?.vector;
}
