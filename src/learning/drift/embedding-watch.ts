import {
  dotFloat32,
  meanShiftRatio,
  RunningStatistics,
  type WindowSummary,
} from "../../../quantization/index.js";
import { type InputReading, levelOf } from "./drift-report.js";

/** The same bounds as for calibrations (`DriftDetector`). The ratio of an unchanged source is at most about 1.1. */
const BOUNDS = { warn: 1.5, drift: 3 };

interface Reference extends WindowSummary {
  readonly totalVariance: number;
}

/** Compares the mean of vectors, window by window, with that of the first window. */
export class EmbeddingWatch {
  readonly #size: number;
  #statistics: RunningStatistics | undefined;
  #unit = new Float32Array(0);
  #reference: Reference | undefined;
  #reading: InputReading | undefined;

  /** @param size - Vectors in each window. */
  constructor(size: number) {
    this.#size = size;
  }

  note(vector: Float32Array): void {
    const length = Math.sqrt(dotFloat32(vector, vector));
    if (length === 0) return;
    if (this.#unit.length !== vector.length) this.#unit = new Float32Array(vector.length);
    for (let j = 0; j < vector.length; j++) this.#unit[j] = vector[j]! / length;
    this.#statistics ??= new RunningStatistics(vector.length);
    const statistics = this.#statistics;
    statistics.add(this.#unit);
    if (statistics.count < this.#size) return;
    this.#statistics = undefined;
    const { mean, count } = statistics;
    if (this.#reference === undefined) {
      const totalVariance = statistics.variance().reduce((sum, one) => sum + one, 0);
      this.#reference = { mean, count, totalVariance };
      return;
    }
    const value = meanShiftRatio(statistics, this.#reference, this.#reference.totalVariance);
    this.#reading = {
      measure: "mean-shift-ratio",
      value,
      before: undefined,
      now: undefined,
      level: levelOf(value, BOUNDS),
    };
  }

  /** The reading of the last full window; undefined until there are two. */
  read(): InputReading | undefined {
    return this.#reading;
  }

  renew(): void {
    this.#statistics = undefined;
    this.#reference = undefined;
    this.#reading = undefined;
  }
}
