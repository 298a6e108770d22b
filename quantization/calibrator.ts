import { calibrationBands } from "./calibration-bands.js";
import type { CalibrationRecord } from "./calibration-record.js";
import { calibrationReport } from "./calibration-report.js";
import { type Choice, chooseDimensionScheme, chooseScheme } from "./choose-scheme.js";
import { driftBaseline } from "./drift-baseline.js";
import { QuantizationError } from "./errors.js";
import { evaluateResidual, evaluateScheme, holdOut, type SchemeEvaluation } from "./evaluation.js";
import { fallbackLimits } from "./fallback.js";
import { float32Vector, requireDimension, type VectorLike } from "./float32-vector.js";
import { sealRecord } from "./record.js";
import { Reservoir } from "./reservoir.js";
import { ROTATION_ALGORITHM } from "./rotation.js";
import { RunningStatistics } from "./running-statistics.js";
import { createSchemeCodec } from "./scheme-codec.js";
import { isServerScheme, SCHEMES, type Scheme } from "./schemes.js";
import { requireSeed } from "./seeded-random.js";
import { unitVector } from "./similarity.js";
import { forEachRow, type VectorRows } from "./vector-rows.js";

/** With fewer samples most new vectors would be clipped. See README.md. */
const MIN_CALIBRATION_SAMPLES = 300;
/** Bounds of at least this many vectors get a margin of 0.10, of fewer 0.25. */
const MANY_SAMPLES = 3000;

export interface CalibratorOptions {
  /** Name or fingerprint of the embedding model. It is stored in the record. */
  readonly model: string;
  readonly dimension: number;
  /**
   * The scheme to use. `auto`: chosen by the error of similarities on held-out pairs. `per-dimension`: chosen in the same way
   * among `dimension-affine` and `dimension-symmetric`. Default `auto`.
   */
  readonly scheme?: Scheme | "auto" | "per-dimension";
  /** How far the bounds are widened on each side, as a share of their width. Default 0.25, or 0.10 if half the reservoir is 3,000 vectors or more. */
  readonly margin?: number;
  /** Whether `auto` may choose the rotation, which existing sets cannot change to. Default true. */
  readonly allowRotation?: boolean;
  /** Seed of the rotation and of the sample: an integer in 0 … 2³² − 1. Default 1. */
  readonly seed?: number;
  /** Number of vectors that are kept for measurements, 300 or more. Default 2,000 (4 MB at dimension 512). */
  readonly reservoirSize?: number;
}

/** The record to store, and the report to read. */
export interface Calibration {
  readonly record: CalibrationRecord;
  readonly report: string;
}

/**
 * Learns from a stream of vectors how to encode them as int8. Its memory does not grow with the stream: four doubles per
 * dimension and the sample. Vectors are scaled to unit length; vectors that are all zero are skipped.
 *
 * ```ts
 * const calibrator = new Calibrator({ model: "use-lite-512", dimension: 512 });
 * for await (const vector of vectors) calibrator.add(vector);
 * const { record, report } = calibrator.calibrate();
 * ```
 */
export class Calibrator {
  readonly #options: Required<Omit<CalibratorOptions, "margin">> & { margin: number | undefined };
  readonly #statistics: RunningStatistics;
  readonly #reservoir: Reservoir;

  /** @throws QuantizationError `INVALID_ARGUMENT` for an option outside its range. */
  constructor(options: CalibratorOptions) {
    const { scheme = "auto", margin, allowRotation = true, seed = 1, reservoirSize = 2000 } = options;
    requireDimension(options.dimension);
    requireSeed(seed);
    if (options.model === "")
      throw new QuantizationError("INVALID_ARGUMENT", "A calibration needs a model name");
    if (!Number.isInteger(reservoirSize) || reservoirSize < MIN_CALIBRATION_SAMPLES)
      throw new QuantizationError(
        "INVALID_ARGUMENT",
        `reservoirSize is an integer of at least ${MIN_CALIBRATION_SAMPLES}, got ${reservoirSize}`,
        { details: { reservoirSize } },
      );
    this.#options = { ...options, scheme, margin, allowRotation, seed, reservoirSize };
    this.#statistics = new RunningStatistics(options.dimension);
    this.#reservoir = new Reservoir(reservoirSize, seed);
  }

  /** Number of vectors so far, without those that are all zero. */
  get count(): number {
    return this.#statistics.count;
  }

  /** Adds a vector, which is copied. @throws QuantizationError `INVALID_VECTOR` for NaN or ±Infinity, `DIMENSION_MISMATCH`. */
  add(vector: VectorLike): void {
    const unit = unitVector(float32Vector(vector, this.#options.dimension));
    if (unit.every((component) => component === 0)) return;
    this.#statistics.add(unit);
    this.#reservoir.offer(unit);
  }

  /** {@link add} for many rows. */
  addRows(rows: VectorRows): void {
    forEachRow(rows, (data, start, _row) => this.add(data.subarray(start, start + this.#options.dimension)));
  }

  /**
   * Measures every scheme on held-out pairs, chooses one, and makes the record. You can add more vectors afterwards and
   * calibrate again. Cost: 200 queries × 600 vectors for each scheme, some seconds at dimension 512.
   *
   * @throws QuantizationError `CALIBRATION_TOO_SMALL` below 300 samples.
   */
  calibrate(): Calibration {
    if (this.count < MIN_CALIBRATION_SAMPLES)
      throw new QuantizationError(
        "CALIBRATION_TOO_SMALL",
        `A calibration needs at least ${MIN_CALIBRATION_SAMPLES} vectors, got ${this.count}; use native-q8 until there are more`,
        { details: { samples: this.count, needed: MIN_CALIBRATION_SAMPLES } },
      );
    const { model, dimension, allowRotation, seed } = this.#options;
    const sample = this.#reservoir.shuffled();
    const half = Math.floor(sample.length / 2);
    // The bounds are learned from half the sample, so the size of that half decides.
    const margin = this.#options.margin ?? (half >= MANY_SAMPLES ? 0.1 : 0.25);
    const evaluated = this.#evaluate(sample.slice(0, half), sample.slice(half), margin);
    const choice = this.#choose(evaluated.schemes, allowRotation);
    const chosen = evaluated.schemes.get(choice.scheme)!;

    const record = sealRecord({
      model,
      dimension,
      samples: this.count,
      ...choice,
      margin,
      rotation: choice.scheme === "rotated-q8" ? { algorithm: ROTATION_ALGORITHM, seed } : null,
      bounds: { low: shortNumbers(this.#statistics.low), high: shortNumbers(this.#statistics.high) },
      mean: shortNumbers(this.#statistics.mean),
      variance: shortNumbers(this.#statistics.variance()),
      bands: calibrationBands(choice.scheme, dimension, chosen),
      fallback: { ...fallbackLimits(chosen.medianErrorNorm), clipRate: chosen.clipRate },
      drift: driftBaseline(sample),
      heldOut: evaluated.heldOut,
      candidates: [...evaluated.schemes].map(([scheme, { queried, coded, bandUse, fallbackShare }]) => ({
        scheme,
        bytesPerVector: dimension + (isServerScheme(scheme) ? 8 : 4),
        queried,
        coded,
        bandUse,
        fallbackShare,
      })),
      residual: evaluated.residual,
    });
    return { record, report: calibrationReport(record) };
  }

  #choose(evaluations: ReadonlyMap<Scheme, SchemeEvaluation>, allowRotation: boolean): Choice {
    const { scheme } = this.#options;
    if (scheme === "auto") return chooseScheme(evaluations, { allowRotation });
    if (scheme === "per-dimension") return chooseDimensionScheme(evaluations);
    return { scheme, reason: "the caller asked for it" };
  }

  /** Learns bounds from one half of the sample and measures errors on the other, so that no scheme is measured on vectors that it has seen. */
  #evaluate(fit: readonly Float32Array[], unseen: readonly Float32Array[], margin: number) {
    const { dimension, seed } = this.#options;
    const statistics = new RunningStatistics(dimension);
    for (const unit of fit) statistics.add(unit);
    const { low, high } = statistics;
    const heldOut = holdOut(unseen);
    const schemes = new Map<Scheme, SchemeEvaluation>();
    for (const scheme of SCHEMES) {
      const codec = createSchemeCodec({ scheme, dimension, low, high, margin, rotationSeed: seed });
      schemes.set(scheme, evaluateScheme(codec, heldOut));
    }
    return {
      schemes,
      residual: evaluateResidual(heldOut),
      heldOut: { queries: heldOut.queries.length, database: heldOut.database.length },
    };
  }
}

/** Rounds to nine digits, which is enough for float32. Adding 0 turns −0, which JSON does not have, into 0. */
function shortNumbers(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(Math.fround(value).toPrecision(9)) + 0);
}
