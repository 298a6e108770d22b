import {
  type CalibrationRecord,
  DriftDetector,
  type DriftReport,
  SchemeMonitor,
} from "../../../quantization/index.js";
import type { PrecisionEvent } from "../../options/index.js";
import type { PrecisionObserver } from "../../telemetry/index.js";
import type { EncodedCode } from "./encode-code.js";

/** Counts of one repository since it was opened. */
export interface PrecisionCounts {
  /** Vectors encoded with a code. */
  readonly coded: number;
  /** Coded vectors that were stored as float32 because a residual would be too inexact. */
  readonly vectorFallbacks: number;
  /** Queries that were rescored. */
  readonly rescored: number;
  /** Rescored queries that needed more than their first candidates, because an element that was left out could be a hit. */
  readonly insideBand: number;
  /** Rescored queries with `precision: "exact"`. */
  readonly exact: number;
  /** Rescored queries whose hits are not certainly the best ones. */
  readonly uncertified: number;
  /** Candidates of rescored queries that have no code. */
  readonly withoutCode: number;
}

/** Counts events of precision, reports them to the listener and the metrics, and watches for drift. One per repository. */
export class PrecisionMonitor {
  #scheme: SchemeMonitor;
  readonly #counts = {
    coded: 0,
    vectorFallbacks: 0,
    rescored: 0,
    insideBand: 0,
    exact: 0,
    uncertified: 0,
    withoutCode: 0,
  };
  #keepsFloat32 = false;
  #drift: DriftDetector | undefined;
  #lastDrift: DriftReport | undefined;

  constructor(
    dimension: number,
    private readonly listener: ((event: PrecisionEvent) => void) | undefined,
    private readonly observer: PrecisionObserver | undefined,
    /** Called when the calibration does not fit the written vectors any more. */
    private readonly onUnfit: () => void = () => {},
  ) {
    this.#scheme = new SchemeMonitor({ dimension, clipRate: 0 });
  }

  /** The int8 codes that are written from now on belong to this calibration. */
  useCalibration(record: CalibrationRecord): void {
    this.#scheme = new SchemeMonitor({ dimension: record.dimension, clipRate: record.fallback.clipRate });
    this.#keepsFloat32 = false;
    this.watchDrift(record);
  }

  get counts(): PrecisionCounts {
    return { ...this.#counts };
  }

  /** Whether float32 is written for all vectors, because too many of them fell back. */
  get keepsFloat32(): boolean {
    return this.#keepsFloat32;
  }

  get fallbackRate(): number {
    return this.#scheme.health().fallbackRate;
  }

  /** The drift of the last full window of written vectors; undefined without a calibration. */
  get lastDrift(): DriftReport | undefined {
    return this.#lastDrift;
  }

  /** Compares vectors that are written from now on with this calibration. */
  watchDrift(record: CalibrationRecord | undefined): void {
    this.#drift = record === undefined ? undefined : new DriftDetector(record);
    this.#lastDrift = undefined;
  }

  coded(id: string, { fallback, clipped }: EncodedCode): void {
    this.#counts.coded++;
    if (fallback !== undefined) {
      this.#counts.vectorFallbacks++;
      this.observer?.fellBack("vector");
      this.emit({ kind: "vector-fallback", id, reason: fallback });
    }
    if (this.#keepsFloat32) return;
    const { status, fallbackRate } = this.#scheme.observe({ clipped, fellBack: fallback !== undefined });
    if (status === "ok") return;
    this.keepFloat32(fallbackRate);
    this.onUnfit();
  }

  /** Float32 is written from now on, because int8 codes do not fit this share of the vectors. */
  keepFloat32(fallbackRate: number): void {
    this.#keepsFloat32 = true;
    this.observer?.fellBack("collection");
    this.emit({ kind: "collection-fallback", fallbackRate });
  }

  /** @param vector - The vector as given. */
  written(vector: Float32Array): void {
    const report = this.#drift?.add(vector);
    if (report === undefined) return;
    this.#lastDrift = report;
    const { level, meanShiftRatio, medianPsi } = report;
    if (level === "ok") return;
    this.observer?.drifted(level);
    this.emit({ kind: "drift", level, meanShiftRatio, medianPsi });
    if (level === "recalibrate") this.onUnfit();
  }

  queried(query: {
    exact: boolean;
    extended: boolean;
    certified: boolean;
    candidates: number;
    withoutCode: number;
  }): void {
    const { exact, extended, certified, candidates, withoutCode } = query;
    this.#counts.rescored++;
    this.#counts.withoutCode += withoutCode;
    this.observer?.rescored();
    if (exact || extended) {
      this.#counts[exact ? "exact" : "insideBand"]++;
      this.observer?.fellBack("query");
      this.emit({ kind: "query-fallback", reason: exact ? "exact" : "inside-band", candidates });
    }
    if (certified) return;
    this.#counts.uncertified++;
    this.observer?.uncertified();
    this.emit({ kind: "uncertified", candidates, withoutCode });
  }

  /** Calls the listener. Its errors are ignored, so that it cannot break the operation. */
  emit(event: PrecisionEvent): void {
    try {
      // The listener may be an async function.
      const returned: unknown = this.listener?.(event);
      void Promise.resolve(returned).catch(() => {});
    } catch {
      // Ignored, as documented for `onPrecisionEvent`.
    }
  }
}
