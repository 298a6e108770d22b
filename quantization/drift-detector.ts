import type { CalibrationRecord } from "./calibration-record.js";
import { DimensionCodec } from "./dimension-codec.js";
import { QuantizationError } from "./errors.js";
import { float32Vector, type VectorLike } from "./float32-vector.js";
import { meanShiftRatio } from "./mean-shift.js";
import { quantile } from "./pair-errors.js";
import { RunningStatistics } from "./running-statistics.js";
import { unitVector } from "./similarity.js";

/** A share of zero would make the index infinite; this is what one of 10,000 vectors would give. */
const LEAST_SHARE = 1e-4;
const MIN_SAMPLES = 300;

export interface DriftOptions {
  /** Vectors per window. Default 1,000; at least 300. */
  readonly windowSize?: number;
  /** Mean-shift ratio above which to warn. Default 1.5 (unchanged sources stay at or below about 1.1). */
  readonly warnRatio?: number;
  /** Mean-shift ratio above which to recalibrate. Default 3. */
  readonly recalibrateRatio?: number;
  /** Median population stability index above which to recalibrate. Default 0.1. */
  readonly recalibratePsi?: number;
}

export interface DriftReport {
  readonly level: "ok" | "warn" | "recalibrate";
  readonly samples: number;
  /** |mean now − mean then| in units of what chance alone gives: about 1 without drift. */
  readonly meanShiftRatio: number;
  /** Median over watched dimensions of Σ (now − then) · ln(now / then) over ten bins. */
  readonly medianPsi: number;
  /** Share of components outside the calibrated bounds with margin. */
  readonly clipRate: number;
}

/**
 * Compares what is stored now with what a calibration saw. Damage from drift is mild: "recalibrate" means soon, not
 * stop; a wrong model is an error elsewhere (`requireCalibrationOf`).
 *
 * Mean-shift ratio: ‖mean_now − mean_then‖ / √(Σ variance · (1 / n_now + 1 / n_then)). It is the sharpest of the
 * three: it saw 10 % of foreign text among 1,000 vectors at 1.9, with 1.1 for the same source (see README.md).
 */
export class DriftDetector {
  readonly #record: CalibrationRecord;
  readonly #options: Required<DriftOptions>;
  readonly #codec: DimensionCodec;
  #statistics: RunningStatistics;
  #bins: Uint32Array[];
  #clipped = 0;

  /** @throws QuantizationError `INVALID_ARGUMENT` for a window below 300. */
  constructor(record: CalibrationRecord, options: DriftOptions = {}) {
    const defaults = { windowSize: 1000, warnRatio: 1.5, recalibrateRatio: 3, recalibratePsi: 0.1 };
    this.#options = { ...defaults, ...options };
    if (!(this.#options.windowSize >= MIN_SAMPLES))
      throw new QuantizationError(
        "INVALID_ARGUMENT",
        `A drift window holds at least ${MIN_SAMPLES} vectors`,
        {
          details: { windowSize: this.#options.windowSize },
        },
      );
    this.#record = record;
    this.#codec = new DimensionCodec({ ...record.bounds, margin: record.margin });
    this.#statistics = new RunningStatistics(record.dimension);
    this.#bins = this.#emptyBins();
  }

  /**
   * Notes one vector (all-zero ones are skipped). Every `windowSize` vectors it returns a report and starts a new
   * window; otherwise undefined. @throws QuantizationError `INVALID_VECTOR`, `DIMENSION_MISMATCH`.
   */
  add(vector: VectorLike): DriftReport | undefined {
    const unit = unitVector(float32Vector(vector, this.#record.dimension));
    if (unit.every((component) => component === 0)) return undefined;
    this.#statistics.add(unit);
    this.#clipped += this.#codec.encode(unit).clipped;
    for (const [place, j] of this.#record.drift.dimensions.entries()) {
      const counts = this.#bins[place]!;
      const bin = binOf(unit[j]!, this.#record.drift.edges[place]!);
      counts[bin] = counts[bin]! + 1;
    }
    if (this.#statistics.count < this.#options.windowSize) return undefined;
    const report = this.report();
    this.#statistics = new RunningStatistics(this.#record.dimension);
    this.#bins = this.#emptyBins();
    this.#clipped = 0;
    return report;
  }

  /** How the current window looks; undefined before 300 vectors, which say too little. */
  report(): DriftReport | undefined {
    const { count: samples } = this.#statistics;
    if (samples < MIN_SAMPLES) return undefined;
    const { warnRatio, recalibrateRatio, recalibratePsi } = this.#options;
    const meanShiftRatio = this.#meanShiftRatio();
    const medianPsi = quantile(
      this.#bins.map((counts) => stabilityIndex(counts, samples)),
      0.5,
    );
    const clipRate = this.#clipped / (samples * this.#record.dimension);
    const level =
      meanShiftRatio > recalibrateRatio || medianPsi > recalibratePsi
        ? "recalibrate"
        : meanShiftRatio > warnRatio
          ? "warn"
          : "ok";
    return { level, samples, meanShiftRatio, medianPsi, clipRate };
  }

  #meanShiftRatio(): number {
    const { mean, variance, samples } = this.#record;
    const totalVariance = variance.reduce((sum, one) => sum + one, 0);
    return meanShiftRatio(this.#statistics, { mean, count: samples }, totalVariance);
  }

  #emptyBins(): Uint32Array[] {
    return this.#record.drift.edges.map((edges) => new Uint32Array(edges.length + 1));
  }
}

function binOf(value: number, edges: readonly number[]): number {
  let bin = 0;
  while (bin < edges.length && value >= edges[bin]!) bin++;
  return bin;
}

/** Population stability index against equal shares, which is what decile edges give. */
function stabilityIndex(counts: Uint32Array, total: number): number {
  const then = 1 / counts.length;
  let index = 0;
  for (const count of counts) {
    const now = Math.max(count / total, LEAST_SHARE);
    index += (now - then) * Math.log(now / then);
  }
  return index;
}
