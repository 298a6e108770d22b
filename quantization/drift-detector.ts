import type { CalibrationRecord } from "./calibration-record.js";
import { DimensionCodec } from "./dimension-codec.js";
import { QuantizationError } from "./errors.js";
import { float32Vector, type VectorLike } from "./float32-vector.js";
import { quantile } from "./pair-errors.js";
import { meanShiftRatio, RunningStatistics } from "./running-statistics.js";
import { unitVector } from "./similarity.js";

/** Replaces a share of 0, which would make the index infinite: one of 10,000 vectors. */
const LEAST_SHARE = 1e-4;
const MIN_SAMPLES = 300;

export interface DriftOptions {
  /** Vectors per window, 300 or more. Default 1,000. */
  readonly windowSize?: number;
  /** Mean-shift ratio above which the level is `warn`. Default 1.5. Unchanged sources stay below about 1.1. */
  readonly warnRatio?: number;
  /** Mean-shift ratio above which the level is `recalibrate`. Default 3. */
  readonly recalibrateRatio?: number;
  /** Median population stability index above which the level is `recalibrate`. Default 0.1. */
  readonly recalibratePsi?: number;
}

export interface DriftReport {
  readonly level: "ok" | "warn" | "recalibrate";
  readonly samples: number;
  /** Shift of the mean relative to the shift that chance alone gives: about 1 without drift. See {@link meanShiftRatio}. */
  readonly meanShiftRatio: number;
  /** Median population stability index over some dimensions: Σ (now − then) · ln(now / then) over ten bins. */
  readonly medianPsi: number;
  /** Share of components outside the calibrated bounds, margin included. */
  readonly clipRate: number;
}

/**
 * Compares new vectors with those that a calibration was made from. Drift does little harm at once: `recalibrate` means to
 * calibrate again soon.
 *
 * The mean-shift ratio is the most sensitive of the three figures. With 10 % of other texts among 1,000 vectors it was 1.9,
 * and at most 1.1 for the same source (see quantization/README.md).
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
        `windowSize: expected ${MIN_SAMPLES} or more, got ${this.#options.windowSize}`,
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
   * Adds a vector; one that is all zero is skipped. After every `windowSize` vectors it returns a report and starts a new
   * window, and else it returns undefined.
   *
   * @throws QuantizationError `INVALID_VECTOR`, `DIMENSION_MISMATCH`.
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

  /** A report of the current window; undefined before it has 300 vectors. */
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

/** Population stability index against equal shares, because decile edges make equal shares. */
function stabilityIndex(counts: Uint32Array, total: number): number {
  const then = 1 / counts.length;
  let index = 0;
  for (const count of counts) {
    const now = Math.max(count / total, LEAST_SHARE);
    index += (now - then) * Math.log(now / then);
  }
  return index;
}
