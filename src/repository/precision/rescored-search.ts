import { isOctavecError } from "../../errors/index.js";
import type { Attributes, Quantization } from "../../options/index.js";
import type { SearchPage } from "../search/native-search.js";
import { type PreparedSearch, toHit } from "../search/search.js";
import { commandOf, type Effort, effortOf, nextEffort } from "../search/search-effort.js";
import { type SearchStep, searchStep } from "../search/search-step.js";
import { withDeadline } from "../search/with-deadline.js";
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

/**
 * The scores of a `bin` set have no error band, so nothing can be certified. This many candidates per hit are compared instead.
 * See precision.md for the recall with other numbers.
 */
const BIN_CANDIDATES_PER_HIT = 24;

interface CandidateSearch {
  readonly candidates: readonly Candidate[];
  readonly certified: boolean;
  /** Whether the server compared the query with every element in the last round. */
  readonly sawAll: boolean;
  readonly rounds: number;
}

/**
 * A search in two round trips: the first finds candidates by the server's own scores, the second reads their codes. As long as an
 * element that was left out could be among the hits, another round requests twice as many candidates, up to four rounds in
 * all (`exact`: up to 10,000 candidates). With a `bin` set there is one round, with a fixed number of candidates and a third round trip for the hits. While fewer than `limit` candidates match the filter and more may exist, further rounds
 * follow as in a native search. A query by id needs one more round trip for its vector.
 */
export async function rescoredSearch<A extends Attributes>(
  collection: CodedCollection,
  prepared: PreparedSearch,
  dimension: number,
  exact: boolean,
): Promise<SearchPage<A>> {
  const search = withDeadline(searchOfCandidates(prepared));
  const { limit, minSimilarity } = search;
  const vector = search.vector ?? (await vectorOfElement(collection, search, dimension));
  if (vector === undefined) return { hits: [], complete: true };
  const query = preciseQuery(vector, collection);
  const { candidates, certified, sawAll, rounds } = await findCandidates(collection, search, query, {
    dimension,
    exact,
  });
  collection.monitor.queried({
    exact,
    extended: rounds > 1,
    // Nothing is certified there, as documented, so it is no event.
    certified: certified || !certifies(collection),
    candidates: candidates.length,
    withoutCode: candidates.filter(({ rescored }) => rescored === undefined).length,
  });
  const best = candidates
    .filter(({ found }) => collection.expiry.isLive(found.attributes))
    .map(({ found, native, rescored }) => ({ found, similarity: rescored ?? native }))
    .filter(({ similarity }) => minSimilarity === undefined || similarity >= minSimilarity)
    .sort((a, b) => b.similarity - a.similarity)
    .slice(0, limit);
  return {
    hits: best.map(({ found, similarity }) => toHit<A>(found, search, similarity)),
    complete: sawAll && certified,
  };
}

/**
 * The attributes that hits show are read together with the codes, so that they belong to the same state as the similarity. Those
 * by which the client filters come with the candidates.
 */
function searchOfCandidates(search: PreparedSearch): PreparedSearch {
  const attributes = search.residual === undefined ? "none" : search.attributes;
  return {
    ...search,
    attributes,
    vsim: { ...search.vsim, withAttributes: attributes === "alongside" },
  };
}

interface RoundPlan {
  readonly dimension: number;
  readonly exact: boolean;
}

async function findCandidates(
  collection: CodedCollection,
  search: PreparedSearch,
  query: PreciseQuery,
  plan: RoundPlan,
): Promise<CandidateSearch> {
  const known = new Map<string, Candidate | undefined>();
  const first = effortOf(search);
  let effort: Effort = { ...first, count: Math.max(first.count, firstCount(collection, search)) };
  let round = await runRound(collection, search, query, { ...plan, known, effort });
  let rounds = 1;
  try {
    for (;;) {
      const next = await nextRound(collection, search, round, { effort, rounds, exact: plan.exact });
      if (next === undefined) break;
      round = await runRound(collection, search, query, { ...plan, known, effort: next });
      effort = next;
      rounds++;
    }
  } catch (error) {
    // The candidates of the round before are an answer, too.
    if (!search.widens || !isOctavecError(error, "TIMEOUT")) throw error;
    return { ...round, certified: false, sawAll: false, rounds };
  }
  return { ...round, sawAll: effort.truth, rounds };
}

function firstCount({ quantization }: CodedCollection, { limit, vsim }: PreparedSearch): number {
  const count = firstCandidates(limit, quantization);
  // With signs the server has `ef` elements at hand in any case. So a caller can ask for more.
  return Math.min(MAX_CANDIDATES, quantization === "bin" ? Math.max(count, vsim.ef ?? 0) : count);
}

/** Candidates of the first round, unless a search of a `bin` set asks for more by its EF. */
export function firstCandidates(limit: number, quantization: Quantization): number {
  const count =
    quantization === "bin"
      ? BIN_CANDIDATES_PER_HIT * limit
      : Math.max(CANDIDATES_PER_HIT * limit, limit + MIN_EXTRA_CANDIDATES);
  return Math.min(MAX_CANDIDATES, count);
}

/** Whether the error of the server's scores is known, so that hits can be certified. */
function certifies({ quantization }: CodedCollection): boolean {
  return quantization !== "bin";
}

interface Round {
  readonly candidates: readonly Candidate[];
  readonly certified: boolean;
  /** Elements that the server returned. */
  readonly found: number;
}

async function runRound(
  collection: CodedCollection,
  search: PreparedSearch,
  query: PreciseQuery,
  plan: RoundPlan & { readonly known: Map<string, Candidate | undefined>; readonly effort: Effort },
): Promise<Round> {
  const { limit, minSimilarity } = search;
  const { dimension, exact, known, effort } = plan;
  const command = commandOf(search, effort, query.placed);
  const step = await searchStep(collection, collection.keys.vectors, search, { effort, command });
  const matching = step.matching.slice(0, MAX_CANDIDATES);
  const fresh = matching.filter(({ element }) => !known.has(element));
  const wait = { timeoutMs: search.timeoutMs, signal: search.signal };
  const reads = {
    dimension,
    withAttributes: search.showsAttributes || collection.expiry.isUsed,
    limit,
  };
  const { scored, maxRange } = await scoreCandidates(collection, fresh, query, reads, wait);
  for (const [index, { element }] of fresh.entries()) known.set(element, scored[index]);
  const candidates = matching.flatMap(({ element }) => known.get(element) ?? []);
  const ranges = { dimension, storedRange: maxRange, queryRange: query.range };
  const leftOut = bestLeftOut(step, effort);
  const certified = certifies(collection)
    ? isCertain(candidates, {
        limit,
        minSimilarity,
        bestLeftOut: leftOut,
        band: bandOf(candidates, ranges, exact),
      })
    : leftOut === undefined && candidates.every(({ rescored }) => rescored !== undefined);
  return { candidates, certified, found: step.found };
}

/** The server's similarity that no element without a code read exceeds; undefined if nothing was left out. */
function bestLeftOut({ matching, found, lastScore }: SearchStep, { count }: Effort): number | undefined {
  const score =
    matching.length > MAX_CANDIDATES
      ? matching[MAX_CANDIDATES - 1]?.score
      : found < count
        ? undefined
        : lastScore;
  return score === undefined ? undefined : 2 * score - 1;
}

/** The effort of the next round, or undefined if this was the last one. */
async function nextRound(
  collection: CodedCollection,
  search: PreparedSearch,
  { candidates, certified, found }: Round,
  { effort, rounds, exact }: { effort: Effort; rounds: number; exact: boolean },
): Promise<Effort | undefined> {
  const { limit, widens, drops } = search;
  const gaveUp = found < effort.count;
  if (gaveUp ? effort.truth : certified) return undefined;
  const lacksMatches = candidates.length < limit && (gaveUp || drops);
  if (!widens || !lacksMatches) {
    const isLast = gaveUp || effort.count >= MAX_CANDIDATES || (!exact && rounds >= MAX_ROUNDS);
    return isLast || !certifies(collection)
      ? undefined
      : { ...effort, count: Math.min(MAX_CANDIDATES, 2 * effort.count) };
  }
  return nextEffort(effort, found, { size: await collection.size.read(search), keepsAll: !drops });
}

/** The vector of the query's element in the best stored precision. VSIM with ELE would use the quantized vector in the set. */
async function vectorOfElement(
  collection: CodedCollection,
  { vsim, timeoutMs, signal }: PreparedSearch,
  dimension: number,
): Promise<Float32Array | undefined> {
  if (!("element" in vsim.query)) return undefined;
  const options = { timeoutMs, signal };
  return (await readStoredVector(collection, vsim.query.element, dimension, options))?.vector;
}
