import {
  type CalibratedCodec,
  type CalibratedQuery,
  cosineSimilarity,
  encodeQ8,
  q8StrictBound,
  residualSimilarity,
  unitVector,
} from "../../../quantization/index.js";
import type { SendOptions } from "../../executor.js";
import type { Found } from "../search/search.js";
import type { Calibrations } from "./calibrations.js";
import type { RescoredCandidate } from "./certainty.js";
import type { CodedCollection } from "./coded-collection.js";
import { type FetchedElement, type FetchPlan, fetchCodes } from "./fetch-codes.js";
import { codeFor, errorOfInt8 } from "./int8-code.js";

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
  /** The query as each calibration compares it; filled when codes of the calibration are compared. */
  readonly prepared: Map<CalibratedCodec, CalibratedQuery>;
}

export interface Candidate extends RescoredCandidate {
  readonly found: Found;
  /** Whether its code belongs to a calibration that is gone, because the code was rewritten since it was read. */
  readonly isOutdated: boolean;
}

interface Scored {
  /** In the order of the elements that were found. */
  readonly scored: (Candidate | undefined)[];
  readonly maxRange: number;
}

/** Error of a cosine of float32 vectors that is computed in double precision: only the vectors themselves are rounded. */
const FLOAT32_ERROR = 1e-7;

export function preciseQuery(
  vector: Float32Array,
  { layout }: Pick<CodedCollection, "layout">,
): PreciseQuery {
  const placed = layout.rotation?.apply(vector) ?? vector;
  return { vector, placed, unit: unitVector(placed), range: encodeQ8(placed).range, prepared: new Map() };
}

/**
 * Reads the codes and attributes of the elements that the server found, and computes their similarities. Undefined stands for an
 * element that was deleted since the search, or has expired.
 *
 * One round trip, and a second one for codes that contradict the server's score. Either the element was replaced since the
 * search, and code and set belong together again, or another program has replaced it in the set only, and the code cannot be
 * used. A calibration that is not known yet takes one more round trip.
 *
 * The similarities of a `bin` set are too coarse to contradict a code. So there the second round trip reads the best `limit` again,
 * with the set and the attributes.
 */
export async function scoreCandidates(
  collection: CodedCollection,
  found: readonly Found[],
  query: PreciseQuery,
  { dimension, withAttributes, limit }: { dimension: number; withAttributes: boolean; limit: number },
  options: SendOptions,
): Promise<Scored> {
  const { layout, quantization } = collection;
  const withSet = layout.precision === "residual";
  const plan = { dimension, rotation: layout.rotation, withSet, withAttributes };
  if (quantization === "bin") return scoreWithSigns(collection, found, query, { ...plan, limit }, options);
  const { scored, maxRange } = await readAndScore(collection, found, query, plan, options);
  const widest = withSet
    ? Number.POSITIVE_INFINITY
    : q8StrictBound(dimension, { storedRange: maxRange, queryRange: query.range });
  const contradicting = scored.flatMap((candidate, index) =>
    candidate !== undefined && isDoubtful(candidate, widest, withSet) ? [index] : [],
  );
  if (contradicting.length === 0) return { scored, maxRange };
  const again = await readAndScore(
    collection,
    contradicting.map((index) => found[index]!),
    query,
    { ...plan, withSet: true },
    options,
  );
  for (const [place, index] of contradicting.entries()) scored[index] = again.scored[place];
  return { scored, maxRange };
}

/** Scores by codes alone, and reads the best again until all of the best `limit` were read with the set. */
async function scoreWithSigns(
  collection: CodedCollection,
  found: readonly Found[],
  query: PreciseQuery,
  { limit, ...plan }: FetchPlan & { readonly limit: number },
  options: SendOptions,
): Promise<Scored> {
  const codesOnly = { ...plan, withAttributes: false };
  const { scored, maxRange } = await readAndScore(collection, found, query, codesOnly, options);
  const checked = new Set<number>();
  for (;;) {
    const next = bestOf(scored, limit).filter((index) => !checked.has(index));
    if (next.length === 0) return { scored, maxRange };
    const chosen = next.map((index) => found[index]!);
    const again = await readAndScore(collection, chosen, query, { ...plan, withSet: true }, options);
    for (const [place, index] of next.entries()) {
      scored[index] = again.scored[place];
      checked.add(index);
    }
  }
}

/**
 * Places of the best `limit`, by codes and by the server's scores, and of those whose code could not be read. By the
 * server's score, because an element that another program has moved close to the query has an old code that is far away.
 */
function bestOf(scored: readonly (Candidate | undefined)[], limit: number): number[] {
  const places = scored.flatMap((candidate, index) => (candidate === undefined ? [] : [index]));
  const similarity = (index: number) => scored[index]!.rescored ?? scored[index]!.native;
  const best = places.toSorted((a, b) => similarity(b) - similarity(a)).slice(0, limit);
  const outdated = places.filter((index) => scored[index]!.isOutdated);
  return [...new Set([...best, ...places.slice(0, limit), ...outdated])];
}

/** Whether the element should be read again, because of a code without calibration or one that contradicts the server's score. */
function isDoubtful({ rescored, native, error, isOutdated }: Candidate, widest: number, withSet: boolean) {
  if (rescored === undefined) return isOutdated || !withSet;
  return Math.abs(rescored - native) > widest + error;
}

async function readAndScore(
  { executor, keys, calibrations, expiry }: CodedCollection,
  found: readonly Found[],
  query: PreciseQuery,
  plan: FetchPlan,
  options: SendOptions,
): Promise<Scored> {
  const ids = found.map(({ element }) => element);
  const { elements, maxRange } = await fetchCodes(executor, keys, ids, plan, options);
  await calibrations.load(
    elements.flatMap(({ code }) => (code.kind === "int8" ? [code.calibration] : [])),
    options,
  );
  return {
    scored: found.map((match, index) => {
      const element = elements[index]!;
      return expiry.isLive(element.attributes) ? scoreOf(match, element, query, calibrations) : undefined;
    }),
    maxRange,
  };
}

function scoreOf(
  match: Found,
  { code: element, attributes }: FetchedElement,
  query: PreciseQuery,
  calibrations: Calibrations,
): Candidate | undefined {
  const native = 2 * match.score - 1;
  const found = { ...match, attributes, decoded: undefined };
  switch (element.kind) {
    case "gone":
      return undefined;
    case "uncoded":
      return { found, native, rescored: undefined, error: 0, isOutdated: false };
    case "residual": {
      const rescored = residualSimilarity(query.unit, element.code, element.residual);
      return { found, native, rescored, error: element.errorNorm + FLOAT32_ERROR, isOutdated: false };
    }
    case "float32": {
      const rescored = cosineSimilarity(query.vector, element.vector);
      return { found, native, rescored, error: FLOAT32_ERROR, isOutdated: false };
    }
    case "int8": {
      const calibration = calibrations.find(element.calibration);
      if (calibration === undefined)
        return { found, native, rescored: undefined, error: 0, isOutdated: true };
      const rescored = preparedFor(query, calibration.codec).similarity(
        codeFor(element.codes, calibration.codec.calibration),
      );
      return { found, native, rescored, error: errorOfInt8(element, calibration), isOutdated: false };
    }
  }
}

function preparedFor({ prepared, unit }: PreciseQuery, codec: CalibratedCodec): CalibratedQuery {
  const known = prepared.get(codec) ?? codec.prepareQuery(unit);
  prepared.set(codec, known);
  return known;
}
