import { cosineSimilarity, encodeQ8, residualSimilarity, unitVector } from "../../../quantization/index.js";
import { encodeFloat32Blob, encodeVsim } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Command } from "../../executor.js";
import type { Attributes } from "../../options/index.js";
import {
  askServer,
  type Found,
  fetchAttributes,
  type PreparedSearch,
  runSearch,
  type SearchHit,
  toHit,
} from "../search.js";
import { bandOf, isCertain, type RescoredCandidate } from "./certainty.js";
import { type CodedElement, fetchCodes } from "./fetch-codes.js";
import { readStoredVector } from "./read-stored-vector.js";
import type { CodedCollection } from "./write-coded-records.js";

/** As many candidates as hits are asked for, twice, and some more where that is few. */
const CANDIDATES_PER_HIT = 2;
const LEAST_EXTRA = 10;
/** The server takes memory for as many as are asked for. */
const MOST_CANDIDATES = 10_000;
/** Each round asks for twice the candidates of the one before. */
const MOST_ROUNDS = 4;
/** Float32 codes are compared in double precision; what is left is the rounding of the vectors themselves. */
const FLOAT32_ERROR = 1e-7;

interface Candidate extends RescoredCandidate {
  readonly found: Found;
}

/** Answers a query as its `precision` and the collection's layout want it. */
export async function searchCollection<A extends Attributes>(
  collection: CodedCollection,
  search: PreparedSearch,
  dimension: number,
): Promise<SearchHit<A>[]> {
  const { executor, keys, layout } = collection;
  const precision = search.precision ?? (layout.precision === "native" ? "native" : "rescored");
  if (precision !== "native") {
    requireCodes(precision, layout.precision, keys.vectors);
    return rescoredSearch(collection, search, dimension, precision === "exact");
  }
  const { rotation } = layout;
  if (rotation === undefined || search.vector === undefined)
    return runSearch<A>(executor, keys.vectors, search);
  return runSearch<A>(
    executor,
    keys.vectors,
    search,
    commandOf(search, rotation.apply(search.vector), search.limit),
  );
}

function requireCodes(precision: "rescored" | "exact", kept: string, key: string): void {
  if (kept === "float32" || (kept === "residual" && precision === "rescored")) return;
  const needed = precision === "exact" ? '"float32"' : '"residual" or "float32"';
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `search: precision: "${precision}" needs a collection made with precision ${needed}; ${key} was made with "${kept}". ` +
      "Search it with another precision, or write its records to a new collection.",
    { details: { field: "precision", kept } },
  );
}

/** `VSIM` with other candidates, or for a rotated vector. */
function commandOf({ vsim }: PreparedSearch, placed: Float32Array, count: number): Command {
  const ef = vsim.ef === undefined && count <= 100 ? undefined : Math.max(vsim.ef ?? 100, count);
  return encodeVsim({ ...vsim, query: { vector: encodeFloat32Blob(placed) }, count, ef });
}

/**
 * Two round trips: candidates by the server's codes, then their own codes. As long as an element that was left out could belong
 * among the hits, twice as many again, at most four times. A query by id takes one more, for its vector.
 */
async function rescoredSearch<A extends Attributes>(
  collection: CodedCollection,
  search: PreparedSearch,
  dimension: number,
  exact: boolean,
): Promise<SearchHit<A>[]> {
  const { executor, keys, layout, monitor } = collection;
  const { limit, minSimilarity, timeoutMs, signal } = search;
  const options = { timeoutMs, signal };
  const vector = search.vector ?? (await vectorOfElement(collection, search, dimension));
  if (vector === undefined) return [];
  const placed = layout.rotation?.apply(vector) ?? vector;
  const query = { vector, unit: unitVector(placed), range: encodeQ8(placed).range };

  const known = new Map<string, Candidate | undefined>();
  let candidates: Candidate[] = [];
  let certified = false;
  let rounds = 0;
  let count = Math.min(MOST_CANDIDATES, Math.max(CANDIDATES_PER_HIT * limit, limit + LEAST_EXTRA));
  while (true) {
    rounds++;
    const found = await askServer(executor, search, commandOf(search, placed, count));
    const fresh = found.filter(({ element }) => !known.has(element));
    const ids = fresh.map(({ element }) => element);
    const { elements, maxRange } = await fetchCodes(
      executor,
      keys,
      ids,
      { dimension, precision: layout.precision },
      options,
    );
    const ranges = { dimension, storedRange: maxRange, queryRange: query.range };
    const widest = bandOf([], ranges, true);
    for (const [index, match] of fresh.entries())
      known.set(match.element, rescore(match, elements[index]!, query, widest));
    candidates = found.flatMap(({ element }) => known.get(element) ?? []);
    const last = found.length < count ? undefined : found.at(-1);
    certified = isCertain(candidates, {
      limit,
      minSimilarity,
      bestLeftOut: last === undefined ? undefined : 2 * last.score - 1,
      band: bandOf(candidates, ranges, exact),
    });
    if (certified || last === undefined || count >= MOST_CANDIDATES) break;
    if (!exact && rounds >= MOST_ROUNDS) break;
    count = Math.min(MOST_CANDIDATES, 2 * count);
  }
  monitor.queried({
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
  await fetchAttributes(
    executor,
    keys.vectors,
    best.map(({ found }) => found),
    search,
  );
  return best.map(({ found, similarity }) => toHit<A>(found, similarity));
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

/** Undefined: the element is gone. */
function rescore(
  found: Found,
  element: CodedElement,
  query: { readonly vector: Float32Array; readonly unit: Float32Array },
  widestBand: number,
): Candidate | undefined {
  const native = 2 * found.score - 1;
  switch (element.kind) {
    case "gone":
      return undefined;
    case "uncoded":
      return { found, native, rescored: undefined, error: 0 };
    case "residual": {
      const rescored = residualSimilarity(query.unit, element.code, element.residual);
      return { found, native, rescored, error: element.errorNorm + FLOAT32_ERROR };
    }
    case "float32": {
      const rescored = cosineSimilarity(query.vector, element.vector);
      // Further off than rounding can be: the vector in the set is another one than the code's.
      const fits = Math.abs(rescored - native) <= widestBand;
      return { found, native, rescored: fits ? rescored : undefined, error: FLOAT32_ERROR };
    }
  }
}
