import type { Quantization } from "../../options/index.js";
import type { StoredPrecision } from "../precision/collection-layout.js";
import { firstCandidates } from "../precision/rescored-search.js";

/**
 * What the true neighbours of a query are computed from. `codes`: only from the codes by which the searches compare, so the figures
 * do not say what quantization loses.
 */
export type Truth = "vectors" | "float32" | "residual" | "int8" | "codes";

/** How searches are measured. */
export interface TunePlan {
  readonly limit: number;
  readonly precision: "native" | "rescored";
  readonly quantization: Quantization;
  readonly kept: StoredPrecision;
  readonly truth: Truth;
  /** How the true neighbours are found: by the caller's vectors, by the stored codes, or by the searches themselves. */
  readonly neighboursBy: "vectors" | "codes" | "searches";
  /** Elements among which the true neighbours are looked for. */
  readonly candidates: number;
  /** A smaller EF changes nothing, because the server never keeps fewer candidates than it is asked for. */
  readonly leastEf: number;
}

/**
 * The order by signs says little: among the best 24 for each hit are 987 of 1,000 true neighbours (precision.md). That by Q8 is
 * wrong by a few places.
 */
const CANDIDATES_PER_HIT = { bin: 100, q8: 5, none: 2 } as const;
const LEAST_CANDIDATES = 50;
/** A search returns 10,000 hits at most. One of them is the element that the query was taken from, which does not count. */
const MOST_CANDIDATES = 9_999;

export function planTuning(
  {
    limit,
    precision: asked,
  }: { readonly limit: number; readonly precision: TunePlan["precision"] | undefined },
  { quantization, kept }: { readonly quantization: Quantization; readonly kept: StoredPrecision },
  hasVectors: boolean,
): TunePlan {
  const precision = asked ?? (kept === "native" ? "native" : "rescored");
  const truth = hasVectors ? "vectors" : truthOf(quantization, kept);
  // Rescored searches compare by the most exact codes that there are, and so do native ones of float32.
  const isOwn = truth === "codes" || kept === "native" || precision === "rescored";
  const candidates = Math.max(LEAST_CANDIDATES, CANDIDATES_PER_HIT[quantization] * limit);
  return {
    ...{ limit, precision, quantization, kept, truth },
    neighboursBy: hasVectors ? "vectors" : isOwn ? "searches" : "codes",
    candidates: Math.min(MOST_CANDIDATES, candidates),
    leastEf: precision === "native" ? limit : firstCandidates(limit, quantization),
  };
}

function truthOf(quantization: Quantization, kept: StoredPrecision): Truth {
  if (quantization === "none") return "float32";
  // Calibrated int8 is about as exact as Q8, and says nothing of it.
  if (kept === "native" || (kept === "int8" && quantization !== "bin")) return "codes";
  return kept;
}
