import { type CalibrationRecord, Calibrator, type Scheme } from "../../../quantization/index.js";
import type { TestSet } from "../sets/test-set.js";

export interface SetRecords {
  /** What `auto` chose. */
  readonly auto: CalibrationRecord;
  readonly affine: CalibrationRecord;
  /** Whether a Q8 set on the server should hold rotated vectors. */
  readonly rotatedOnServer: boolean;
}

/** Learns from the set's 1,000 calibration vectors. The seed is also that of the rotation. */
export function calibrateSet(set: TestSet, seed: number): SetRecords {
  const calibrate = (scheme: Scheme | "auto") => {
    const calibrator = new Calibrator({ model: set.name, dimension: set.dimension, scheme, seed });
    for (const vector of set.calibration) calibrator.add(vector);
    return calibrator.calibrate().record;
  };
  const auto = calibrate("auto");
  return {
    auto,
    affine: auto.scheme === "dimension-affine" ? auto : calibrate("dimension-affine"),
    rotatedOnServer: rotationPays(auto),
  };
}

/** As `auto` chose; where it chose a scheme that the server does not have, by the rule of `auto` between the two that it has. */
function rotationPays({ scheme, candidates }: CalibrationRecord): boolean {
  if (scheme === "native-q8" || scheme === "rotated-q8") return scheme === "rotated-q8";
  const p99 = (wanted: Scheme) => candidates.find((one) => one.scheme === wanted)!.queried.p99;
  return p99("rotated-q8") < 0.75 * p99("native-q8");
}
