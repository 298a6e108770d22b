import { OctavecError, reading } from "../../errors/index.js";
import { type Attributes, checkSearchTuning, type OperationOptions } from "../../options/index.js";
import type { VectorShape } from "../elements/prepare-vector.js";
import { chooseDiverse } from "../search/diversity.js";
import { checkExamples } from "../search/examples.js";
import type { SearchPage } from "../search/native-search.js";
import {
  DEFAULT_LIMIT,
  OWN_FIELDS,
  type PreparedSearch,
  type SearchHit,
  type SearchQuery,
} from "../search/search.js";
import { withDeadline } from "../search/with-deadline.js";
import { meanOfExamples, type VectorReader } from "./mean-of-examples.js";

/** The hits are chosen among five times as many candidates, at least fifty. */
const CANDIDATES_PER_HIT = 5;
const MIN_CANDIDATES = 50;
/** Choosing takes limit × candidates × dimension steps: with these about a tenth of a second. */
const MAX_DIVERSE_LIMIT = 100;

/** A question to the collection that was checked. */
type CheckedSearch = Pick<PreparedSearch, "limit" | "timeoutMs" | "signal">;

/** What a broad search needs of its repository. */
export interface BroadSearched<A extends Attributes, Search extends CheckedSearch = PreparedSearch> {
  readonly shape: VectorShape;
  readonly readVectors: VectorReader;
  prepare(query: SearchQuery, shape: VectorShape): Search;
  answer(search: Search): Promise<SearchPage<A>>;
}

/** Whether a query needs more than one question to the server: it has several examples, or its hits should differ. */
export function isBroad(query: SearchQuery): boolean {
  return reading("search", "INVALID_ARGUMENT", () => {
    return query?.examples !== undefined || query?.diversity !== undefined;
  });
}

/** Checks a broad query, and returns its time limit, and a function that answers it when the collection is open. */
export function planBroadSearch<A extends Attributes, Search extends CheckedSearch>(
  searched: BroadSearched<A, Search>,
  query: SearchQuery,
): { readonly wait: OperationOptions; readonly run: () => Promise<SearchPage<A>> } {
  const { shape } = searched;
  const { examples, diversity = 0, ...given } = checkSearchTuning(query, OWN_FIELDS);
  const { limit = DEFAULT_LIMIT } = given;
  if (diversity > 0 && limit > MAX_DIVERSE_LIMIT) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `search: limit: expected at most ${MAX_DIVERSE_LIMIT} with diversity, got ${limit}. Search without diversity, or for fewer hits.`,
      { details: { field: "limit" } },
    );
  }
  const count = diversity > 0 ? Math.max(MIN_CANDIDATES, CANDIDATES_PER_HIT * limit) : limit;
  const direct = { ...given, limit: count } as SearchQuery;
  const choose = (search: Search) =>
    diversity > 0 ? diverse(searched, search, { limit, diversity }) : searched.answer(search);
  if (examples === undefined) {
    const search = searched.prepare(direct, shape);
    return { wait: search, run: () => choose(withDeadline(search)) };
  }
  requireNoOther(given);
  const checked = checkExamples(examples, shape);
  const { dimension } = shape;
  // Stored vectors are truncated already. The first vector stands for the mean, until that is known, to check the other options.
  const prepareFor = (vector: Float32Array) =>
    searched.prepare({ ...direct, vector } as SearchQuery, { dimension });
  const placeholder = prepareFor(new Float32Array(dimension).fill(1));
  return {
    wait: placeholder,
    run: async () => {
      const timed = withDeadline(placeholder);
      const { signal } = timed;
      const wait = { timeoutMs: timed.timeoutMs, signal };
      const mean = await meanOfExamples(searched.readVectors, checked, dimension, wait);
      return choose(withDeadline({ ...prepareFor(mean), timeoutMs: timed.timeoutMs }));
    },
  };
}

function requireNoOther({ vector, id }: Partial<Record<"vector" | "id", unknown>>): void {
  if (vector === undefined && id === undefined) return;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "search: expected exactly one of vector, id and examples. Give the vector or the id as one of the examples.",
    { details: { field: "examples" } },
  );
}

/** Finds candidates and reads their vectors, in one more round trip. A candidate that is deleted in between is left out. */
async function diverse<A extends Attributes, Search extends CheckedSearch>(
  searched: BroadSearched<A, Search>,
  search: Search,
  { limit, diversity }: { limit: number; diversity: number },
): Promise<SearchPage<A>> {
  const page = await searched.answer(search);
  const { hits, complete } = page;
  if (hits.length === 0) return page;
  const wait = { timeoutMs: search.timeoutMs, signal: search.signal };
  const ids = hits.map(({ id }) => id);
  const stored = await searched.readVectors(ids, wait);
  const candidates = hits.flatMap((hit: SearchHit<A>, place) => {
    const vector = stored[place]?.vector;
    return vector === undefined ? [] : [{ hit, vector, similarity: hit.similarity }];
  });
  return {
    ...page,
    hits: chooseDiverse(candidates, limit, diversity).map((place) => candidates[place]!.hit),
    // Among all elements that match, only if all of them were candidates.
    complete: complete && hits.length < search.limit,
  };
}
