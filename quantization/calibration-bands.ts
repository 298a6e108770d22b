import { bandOfSigmas, residualBandOfSigma, strictOfNorms } from "./bounds.js";
import type { CalibrationRecord } from "./calibration-record.js";
import type { SchemeEvaluation } from "./evaluation.js";
import { fallbackLimits } from "./fallback.js";
import { isServerScheme, type Scheme } from "./schemes.js";

/** Six-sigma bands where they held on the sample, strict ones where not. */
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
  // Clipping voids the steps' own bound, but the fallback rule keeps vectors with longer errors out of the codes.
  const side = perDimension ? fallbackLimits(evaluation.medianErrorNorm).errorNorm : evaluation.errorNorm;
  return {
    use: "strict",
    coded: strictOfNorms(side, side, dimension),
    queried: strictOfNorms(side, 0, dimension),
    residual: perDimension ? null : strictOfNorms(side / 254, 0, dimension),
    ...observed,
  };
}
