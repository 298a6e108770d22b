import type { SchemeEvaluation } from "./evaluation.js";
import { MAX_FALLBACK_RATE } from "./fallback.js";
import { isServerScheme, type Scheme } from "./schemes.js";

/** Another scheme is worth its cost if it lowers the 99th percentile of the error by at least this share. */
const WORTHWHILE_GAIN = 0.25;
/** The rotation needs no storage beside the server's code, so it is chosen unless the best error is smaller by more than this factor. */
const ROTATION_ALLOWANCE = 1.1;
/** Errors below this are float32 noise and need no improvement. */
const NOISE = 1e-6;

export interface Choice {
  readonly scheme: Scheme;
  /** Why, in one sentence for people. */
  readonly reason: string;
}

/**
 * Chooses the scheme by the error of similarities on held-out pairs (float32 query against code, 99th percentile). It does not
 * use the reconstruction error, which differs from that by a factor of seven on data with a few wide dimensions. The
 * server's own code stays unless another scheme is clearly better, or unless its error band fails on the sample and the
 * rotation, which repairs that, is allowed.
 */
export function chooseScheme(
  evaluations: ReadonlyMap<Scheme, SchemeEvaluation>,
  options: { allowRotation: boolean },
): Choice {
  const native = evaluations.get("native-q8");
  const rotated = options.allowRotation ? evaluations.get("rotated-q8") : undefined;
  if (native === undefined) throw new TypeError("native-q8 is always evaluated");
  const eligible = [...evaluations].filter(
    ([scheme, evaluation]) =>
      (scheme !== "rotated-q8" || options.allowRotation) &&
      (isServerScheme(scheme) || evaluation.fallbackShare <= MAX_FALLBACK_RATE),
  );
  const p99 = (evaluation: SchemeEvaluation) => evaluation.queried.p99;
  const [bestScheme, best] = eligible.reduce((a, b) => (p99(b[1]) < p99(a[1]) ? b : a));

  if (native.bandUse > 1 && rotated !== undefined && rotated.bandUse <= 1)
    return {
      scheme: "rotated-q8",
      reason: `the native code's errors reach ${native.bandUse.toFixed(2)} of their band on this sample and the rotated code's stay inside theirs`,
    };
  if (!isWorthwhile(p99(best), p99(native)))
    return {
      scheme: "native-q8",
      reason:
        bestScheme === "native-q8" || p99(native) < NOISE
          ? "no other scheme has notably smaller similarity errors on held-out pairs"
          : `the best other scheme (${bestScheme}) lowers the 99th percentile of the error by only ${percent(1 - p99(best) / p99(native))}; less than ${percent(WORTHWHILE_GAIN)} is not worth its cost`,
    };
  if (rotated !== undefined && p99(rotated) <= ROTATION_ALLOWANCE * p99(best))
    return {
      scheme: "rotated-q8",
      reason: `it lowers the 99th percentile of the error by ${percent(1 - p99(rotated) / p99(native))} and needs no storage beside the server's code`,
    };
  return {
    scheme: bestScheme,
    reason: `it lowers the 99th percentile of the error by ${percent(1 - p99(best) / p99(native))}`,
  };
}

/**
 * Chooses between the two per-dimension schemes by the same error. Symmetric codes need no zero-point, but that is no reason
 * here: a float32 query makes both equally fast.
 */
export function chooseDimensionScheme(evaluations: ReadonlyMap<Scheme, SchemeEvaluation>): Choice {
  const p99 = (scheme: Scheme) => evaluations.get(scheme)!.queried.p99;
  const [affine, symmetric] = [p99("dimension-affine"), p99("dimension-symmetric")];
  const figures = `${affine.toExponential(1)} affine, ${symmetric.toExponential(1)} symmetric`;
  return {
    scheme: symmetric < affine ? "dimension-symmetric" : "dimension-affine",
    reason: `of the two per-dimension schemes it has the smaller 99th percentile of the error on held-out pairs (${figures})`,
  };
}

/** Whether the error of a scheme is enough smaller than that of the native code to be worth its cost. */
export function isWorthwhile(p99: number, nativeP99: number): boolean {
  return nativeP99 >= NOISE && p99 <= (1 - WORTHWHILE_GAIN) * nativeP99;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
