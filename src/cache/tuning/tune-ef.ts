import type { BackgroundTasks } from "../../async/index.js";
import { type CacheObserver, type LookupEvent, percent } from "../contract/index.js";
import type { QueryVector } from "../question/index.js";
import type { TunedSetting } from "./tuned-setting.js";

/** Questions of a window that are searched again. */
const QUESTIONS = 50;
/** Fewer say nothing. */
const LEAST_QUESTIONS = 20;
/** A larger EF is tried if it finds at least this much more of the nearest entries … */
const CLEAR_GAIN = 0.02;
/** … and kept if it still finds this much more. */
const KEPT_GAIN = 0.01;

/** A question that was looked up by meaning. */
export interface SampledQuestion {
  readonly scopeId: string;
  readonly tags: readonly string[];
  readonly query: QueryVector;
}

export interface EfTuningOptions {
  readonly setting: TunedSetting;
  readonly windowLookups: number;
  readonly leastRecall: number;
  /** Nearest entries that a look-up asks for. The server never examines fewer candidates. */
  readonly neighbours: number;
  readonly background: Pick<BackgroundTasks, "run">;
  readonly queryOf: (vector: Float32Array) => QueryVector;
  /** Recall of one question with each EF; undefined where it cannot be measured. */
  readonly measure: (
    question: SampledQuestion,
    efs: readonly number[],
    signal: AbortSignal,
  ) => Promise<readonly number[] | undefined>;
}

/** Tunes EF by recall: questions of the users are searched again with several values, and once without the graph. */
export class EfTuning implements CacheObserver {
  readonly #options: EfTuningOptions;
  readonly #stride: number;
  #questions: SampledQuestion[] = [];
  #lookups = 0;
  #nextAt = 0;
  #isMeasuring = false;

  constructor(options: EfTuningOptions) {
    this.#options = options;
    this.#stride = options.windowLookups / QUESTIONS;
  }

  lookedUp({ identity, vector }: LookupEvent): void {
    if (identity === undefined || this.#isMeasuring) return;
    this.#lookups++;
    const isWanted = this.#lookups >= this.#nextAt && this.#questions.length < QUESTIONS;
    // Of other modalities the question's own scope says nothing.
    if (isWanted && vector !== undefined && identity.media === undefined) {
      const { scopeId, tags } = identity;
      this.#questions.push({ scopeId, tags, query: this.#options.queryOf(vector) });
      this.#nextAt = this.#lookups + this.#stride;
    }
    if (this.#lookups < this.#options.windowLookups || this.#questions.length < LEAST_QUESTIONS) return;
    const questions = this.#questions;
    this.#startWindow();
    this.#isMeasuring = this.#options.background.run("tuning", async (signal) => {
      try {
        await this.#judge(questions, signal);
      } finally {
        this.#isMeasuring = false;
      }
    });
  }

  flushed(): void {
    this.#startWindow();
  }

  cleared(): void {
    this.#startWindow();
  }

  #startWindow(): void {
    this.#questions = [];
    this.#lookups = this.#nextAt = 0;
  }

  async #judge(questions: readonly SampledQuestion[], signal: AbortSignal): Promise<void> {
    const { setting, leastRecall, neighbours } = this.#options;
    const { value, smaller, trial } = setting;
    const larger = setting.larger(Math.max(value, neighbours));
    const efs = [...new Set([value, larger, smaller, trial?.from ?? value])];
    const { measured, recallOf } = await this.#measure(questions, efs, signal);
    // `resetTuning()` may have been called meanwhile.
    if (measured < LEAST_QUESTIONS || setting.value !== value || signal.aborted) return;
    const now = recallOf(value);
    const evidence = (other: number) =>
      `EF ${value} found ${percent(now)} of the nearest entries of ${measured} questions, EF ${other} ${percent(recallOf(other))}`;
    if (trial !== undefined) {
      const helps =
        trial.direction === "raised" ? now - recallOf(trial.from) >= KEPT_GAIN : now >= leastRecall;
      if (helps) setting.keep();
      else setting.takeBack(evidence(trial.from));
    } else if (setting.mayTry()) {
      const isEnough = now >= leastRecall;
      if (!isEnough && recallOf(larger) - now >= CLEAR_GAIN) setting.try(larger, evidence(larger));
      // Halfway to perfect, so that the smaller EF is not at the edge.
      if (isEnough && recallOf(smaller) >= (1 + leastRecall) / 2) setting.try(smaller, evidence(smaller));
    }
  }

  /** The means over the questions that could be measured, one after the other. */
  async #measure(questions: readonly SampledQuestion[], efs: readonly number[], signal: AbortSignal) {
    const sums = efs.map(() => 0);
    let measured = 0;
    for (const question of questions) {
      const recalls = await this.#options.measure(question, efs, signal);
      if (recalls === undefined) continue;
      measured++;
      for (const [index, recall] of recalls.entries()) sums[index] = (sums[index] ?? 0) + recall;
    }
    return { measured, recallOf: (ef: number) => (sums[efs.indexOf(ef)] ?? 0) / measured };
  }
}
