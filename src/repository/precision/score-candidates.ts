import {
  cosineSimilarity,
  encodeQ8,
  q8StrictBound,
  residualSimilarity,
  unitVector,
} from "../../../quantization/index.js";
import type { SendOptions } from "../../executor.js";
import type { Found } from "../search.js";
import type { RescoredCandidate } from "./certainty.js";
import type { CodedCollection } from "./coded-collection.js";
import { type FetchedElement, fetchCodes } from "./fetch-codes.js";

/** A query, ready to be compared with codes. */
export interface PreciseQuery {
  /** As it was handed over. */
  readonly vector: Float32Array;
  /** As the set's vectors lie: rotated where the collection is. */
  readonly placed: Float32Array;
  readonly unit: Float32Array;
  /** Largest |component| of `unit`. */
  readonly range: number;
}

export interface Candidate extends RescoredCandidate {
  readonly found: Found;
}

/** Float32 codes are compared in double precision; what is left is the rounding of the vectors themselves. */
const FLOAT32_ERROR = 1e-7;

export function preciseQuery(
  vector: Float32Array,
  { layout }: Pick<CodedCollection, "layout">,
): PreciseQuery {
  const placed = layout.rotation?.apply(vector) ?? vector;
  return { vector, placed, unit: unitVector(placed), range: encodeQ8(placed).range };
}

/**
 * Compares what the server found with its codes, and adds the attributes that go with them; undefined for what was deleted
 * since. One round trip, and a second one for
 * float32 codes that do not go with what the server said: the element was replaced since the search (then code and set agree by
 * now), or another program replaced it in the set alone (then they do not, and the code is no use).
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
  const doubtful = scored.flatMap((candidate, index) =>
    candidate?.rescored === undefined || Math.abs(candidate.rescored - candidate.native) > widest
      ? [index]
      : [],
  );
  if (doubtful.length === 0) return { scored, maxRange };
  const again = await fetchCodes(
    executor,
    keys,
    doubtful.map((index) => ids[index]!),
    { ...plan, withSet: true },
    options,
  );
  for (const [place, index] of doubtful.entries())
    scored[index] = scoreOf(found[index]!, again.elements[place]!, query);
  return { scored, maxRange };
}

function scoreOf(
  match: Found,
  { code: element, attributes }: FetchedElement,
  query: PreciseQuery,
): Candidate | undefined {
  const native = 2 * match.score - 1;
  const found = { ...match, attributes };
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
