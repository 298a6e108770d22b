import { bandOfSigmas, residualBandOfSigma, strictBoundOfNorms } from "./bounds.js";
import type { SchemeEvaluation } from "./evaluation.js";
import { fallbackLimits } from "./fallback.js";
import type { CalibrationRecord } from "./record.js";
import { isServerScheme, type Scheme } from "./scheme-codec.js";

/** The error bands of the chosen scheme: six-sigma bands if they held on the sample, and else strict bounds. */
export function calibrationBands(
  scheme: Scheme,
  dimension: number,
  evaluation: SchemeEvaluation,
): CalibrationRecord["bands"] {
  const { sigma, bandUse, coded } = evaluation;
  const perDimension = !isServerScheme(scheme);
  const observed = { observedMax: coded.max, bandUse };
  const residual = perDimension ? null : residualBandOfSigma(sigma);
  if (bandUse <= 1)
    return {
      use: "six-sigma",
      coded: bandOfSigmas(sigma, sigma),
      queried: bandOfSigmas(sigma, 0),
      residual,
      ...observed,
    };
  // Clipped components can have larger errors than a step, but the fallback rule excludes vectors with longer errors.
  const side = perDimension ? fallbackLimits(evaluation.medianErrorNorm).errorNorm : evaluation.errorNorm;
  return {
    use: "strict",
    coded: strictBoundOfNorms(side, side, dimension),
    queried: strictBoundOfNorms(side, 0, dimension),
    residual: perDimension ? null : strictBoundOfNorms(side / 254, 0, dimension),
    ...observed,
  };
}
