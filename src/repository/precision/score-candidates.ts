import {
  cosineSimilarity,
  encodeQ8,
  q8StrictBound,
  residualSimilarity,
  unitVector,
} from "../../../quantization/index.js";
import type { SendOptions } from "../../executor.js";
import type { Found } from "../search/search.js";
import type { RescoredCandidate } from "./certainty.js";
import type { CodedCollection } from "./coded-collection.js";
import { type FetchedElement, fetchCodes } from "./fetch-codes.js";

/** A query vector in the forms that comparisons with codes need. */
export interface PreciseQuery {
  /** The vector as given. */
  readonly vector: Float32Array;
  /** The vector in the space of the set: rotated if the collection is. */
  readonly placed: Float32Array;
  /** `placed` at unit length. */
  readonly unit: Float32Array;
  /** Largest |component| of `unit`. */
  readonly range: number;
}

export interface Candidate extends RescoredCandidate {
  readonly found: Found;
}

/** Error of a cosine of float32 vectors that is computed in double precision: only the vectors themselves are rounded. */
const FLOAT32_ERROR = 1e-7;

export function preciseQuery(
  vector: Float32Array,
  { layout }: Pick<CodedCollection, "layout">,
): PreciseQuery {
  const placed = layout.rotation?.apply(vector) ?? vector;
  return { vector, placed, unit: unitVector(placed), range: encodeQ8(placed).range };
}

/**
 * Reads the codes and attributes of the elements that the server found, and computes their similarities. Undefined stands for an
 * element that was deleted since the search.
 *
 * One round trip, and a second one for float32 codes that contradict the server's score. Either the element was replaced since
 * the search, and code and set belong together again, or another program has replaced it in the set only, and the code cannot be
 * used.
 */
export async function scoreCandidates(
  { executor, keys, layout }: CodedCollection,
  found: readonly Found[],
  query: PreciseQuery,
  { dimension, withAttributes }: { dimension: number; withAttributes: boolean },
  options: SendOptions,
): Promise<{ scored: (Candidate | undefined)[]; maxRange: number }> {
  const withSet = layout.precision === "residual";
  const plan = { dimension, rotation: layout.rotation, withSet, withAttributes };
  const ids = found.map(({ element }) => element);
  const { elements, maxRange } = await fetchCodes(executor, keys, ids, plan, options);
  const scored = found.map((match, index) => scoreOf(match, elements[index]!, query));
  if (plan.withSet) return { scored, maxRange };

  const widest = q8StrictBound(dimension, { storedRange: maxRange, queryRange: query.range });
  const contradicting = scored.flatMap((candidate, index) =>
    candidate?.rescored === undefined || Math.abs(candidate.rescored - candidate.native) > widest
      ? [index]
      : [],
  );
  if (contradicting.length === 0) return { scored, maxRange };
  const again = await fetchCodes(
    executor,
    keys,
    contradicting.map((index) => ids[index]!),
    { ...plan, withSet: true },
    options,
  );
  for (const [place, index] of contradicting.entries())
    scored[index] = scoreOf(found[index]!, again.elements[place]!, query);
  return { scored, maxRange };
}

function scoreOf(
  match: Found,
  { code: element, attributes }: FetchedElement,
  query: PreciseQuery,
): Candidate | undefined {
  const native = 2 * match.score - 1;
  const found = { ...match, attributes, decoded: undefined };
  switch (element.kind) {
    case "gone":
      return undefined;
    case "uncoded":
      return { found, native, rescored: undefined, error: 0 };
    case "residual": {
      const rescored = residualSimilarity(query.unit, element.code, element.residual);
      return { found, native, rescored, error: element.errorNorm + FLOAT32_ERROR };
    }
    case "float32":
      return {
        found,
        native,
        rescored: cosineSimilarity(query.vector, element.vector),
        error: FLOAT32_ERROR,
      };
  }
}
