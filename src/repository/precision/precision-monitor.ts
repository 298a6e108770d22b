import {
  type CalibrationRecord,
  DriftDetector,
  type DriftReport,
  SchemeMonitor,
} from "../../../quantization/index.js";
import type { PrecisionEvent } from "../../options/index.js";
import type { PrecisionObserver } from "../../telemetry/index.js";
import type { EncodedCode } from "./encode-code.js";

/** What one repository did about precision since it was opened. */
export interface PrecisionCounts {
  /** Vectors coded for writing. */
  readonly coded: number;
  /** Of these, kept as float32 because a residual would not do. */
  readonly vectorFallbacks: number;
  /** Queries compared by codes. */
  readonly rescored: number;
  /** Of these, beyond their first candidates (something lay inside the error band) … */
  readonly insideBand: number;
  /** … or because `exact` was asked for. */
  readonly exact: number;
  /** Rescored queries whose hits could not be certified. */
  readonly uncertified: number;
  /** Candidates without a code of their own. */
  readonly withoutCode: number;
}

/** Counts, tells the listener and the metrics, and watches for drift. One per repository. */
export class PrecisionMonitor {
  readonly #scheme: SchemeMonitor;
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
  ) {
    this.#scheme = new SchemeMonitor({ dimension, clipRate: 0 });
  }

  get counts(): PrecisionCounts {
    return { ...this.#counts };
  }

  /** Too many vectors fell back: residuals do not fit this collection, and float32 is written for all. */
  get keepsFloat32(): boolean {
    return this.#keepsFloat32;
  }

  get fallbackRate(): number {
    return this.#scheme.health().fallbackRate;
  }

  /** The last full window of written vectors, or undefined without a calibration. */
  get lastDrift(): DriftReport | undefined {
    return this.#lastDrift;
  }

  /** From now on written vectors are compared with this calibration. */
  watchDrift(record: CalibrationRecord | undefined): void {
    this.#drift = record === undefined ? undefined : new DriftDetector(record);
    this.#lastDrift = undefined;
  }

  coded(id: string, { fallback }: EncodedCode): void {
    this.#counts.coded++;
    if (fallback !== undefined) {
      this.#counts.vectorFallbacks++;
      this.observer?.fellBack("vector");
      this.tell({ kind: "vector-fallback", id, reason: fallback });
    }
    if (this.#keepsFloat32) return;
    const { status, fallbackRate } = this.#scheme.observe({ clipped: 0, fellBack: fallback !== undefined });
    if (status === "ok") return;
    this.#keepsFloat32 = true;
    this.observer?.fellBack("collection");
    this.tell({ kind: "collection-fallback", fallbackRate });
  }

  /** A vector as it was handed over. */
  written(vector: Float32Array): void {
    const report = this.#drift?.add(vector);
    if (report === undefined) return;
    this.#lastDrift = report;
    const { level, meanShiftRatio, medianPsi } = report;
    if (level === "ok") return;
    this.observer?.drifted(level);
    this.tell({ kind: "drift", level, meanShiftRatio, medianPsi });
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
      this.tell({ kind: "query-fallback", reason: exact ? "exact" : "inside-band", candidates });
    }
    if (certified) return;
    this.#counts.uncertified++;
    this.observer?.uncertified();
    this.tell({ kind: "uncertified", candidates, withoutCode });
  }

  /** A listener must not break what it listens to. */
  tell(event: PrecisionEvent): void {
    try {
      const returned: unknown = this.listener?.(event);
      // An async function fits the type too.
      void Promise.resolve(returned).catch(() => {});
    } catch {
      // Documented: what the listener throws is lost.
    }
  }
}
