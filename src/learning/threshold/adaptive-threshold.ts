import type { Decision, DecisionQuery, Neighbour, VerdictEvent } from "../../cache/contract/index.js";
import { addSample, sumsOf, wrongInterval } from "../contract/intervals.js";
import type { DecisionOutcome, LearningPolicy } from "../contract/learning-policy.js";

/** `floor` and `start` are cosine similarities. */
export interface AdaptiveThresholdRule {
  /** Nothing below it is ever served. */
  readonly floor: number;
  /** The threshold until enough is known. */
  readonly start: number;
  /** Share of hits that must be right. */
  readonly targetPrecision: number;
}

const LEAST_SAMPLES = 100;
const SAMPLES_BETWEEN_CHANGES = 25;

/** The policy of `adaptiveThreshold()`. Only the samples determine its threshold, so instances with the same samples agree. */
export class AdaptiveThreshold implements LearningPolicy {
  readonly name = "adaptive-threshold";
  readonly neighbours = 10;
  readonly ignoresThreshold = true;
  readonly asksAgain = true;
  readonly samples = new ThresholdSamples();
  readonly #settings: AdaptiveThresholdRule;
  readonly #considered = new WeakMap<Decision, Neighbour>();
  #threshold: number;
  #added = 0;

  constructor(settings: AdaptiveThresholdRule) {
    this.#settings = settings;
    this.#threshold = settings.start;
  }

  get exactAt(): number {
    return this.#threshold;
  }

  decide(query: DecisionQuery, [nearest]: readonly Neighbour[]): Decision {
    if (nearest === undefined) return { serve: undefined, reason: "no-neighbour" };
    const isNear = nearest.similarity >= Math.max(this.#threshold, query.floor ?? 0);
    const decision: Decision = isNear
      ? { serve: nearest.entryId, reason: "similar-enough" }
      : { serve: undefined, reason: "below-threshold" };
    if (query.isRehearsal !== true) this.#considered.set(decision, nearest);
    return decision;
  }

  learn(decision: Decision, { answerId, from }: DecisionOutcome): void {
    const nearest = this.#considered.get(decision);
    if (nearest === undefined) return;
    this.#considered.delete(decision);
    const isRight = answerId === nearest.answerId;
    this.note({ similarity: nearest.similarity, isRight, isAudit: from === "audit" });
  }

  /** Takes note of feedback on a hit by meaning. Feedback on other hits says nothing about similarity. */
  judged({ correct, tier, similarity }: VerdictEvent): void {
    if (similarity === undefined || (tier !== "semantic" && tier !== undefined)) return;
    this.note({ similarity: Math.min(1, similarity), isRight: correct, isAudit: false });
  }

  auditChance(): number {
    return AUDIT_CHANCE;
  }

  note(sample: ThresholdSample): void {
    this.samples.add(sample);
    this.#added++;
    if (this.#added % SAMPLES_BETWEEN_CHANGES === 0) this.#choose();
  }

  /** Replaces the known samples with those that all instances know now. */
  adopt(known: readonly ThresholdSample[]): void {
    this.samples.adopt(known);
    this.#choose();
  }

  forget(): void {
    this.samples.forget();
    this.#choose();
  }

  #choose(): void {
    const { floor, start, targetPrecision } = this.#settings;
    const samples = this.samples.all;
    const lowest = samples.length < LEAST_SAMPLES ? undefined : lowestGood(samples, targetPrecision);
    this.#threshold = Math.max(floor, lowest ?? start);
  }
}

/** What one decision showed: the similarity of the nearest entry, and whether its answer was right. */
export interface ThresholdSample {
  /** Cosine, −1 … 1. */
  readonly similarity: number;
  readonly isRight: boolean;
  /** An audit counts by the inverse of {@link AUDIT_CHANCE}; other samples count once. */
  readonly isAudit: boolean;
}

/** Probability that a hit is audited. */
const AUDIT_CHANCE = 0.05;
/** Only this many of the latest samples count. */
export const SAMPLE_WINDOW = 2_000;
/** Normal quantile of a one-sided 90 % bound. */
const CONFIDENCE = 1.282;

/** The samples that all instances know, in the same order, and those of this instance that are not written yet. */
class ThresholdSamples {
  #known: readonly ThresholdSample[] = [];
  #fresh: readonly ThresholdSample[] = [];

  /** Samples that are not written yet, oldest first. */
  get fresh(): readonly ThresholdSample[] {
    return this.#fresh;
  }

  /** The samples that count. */
  get all(): readonly ThresholdSample[] {
    return [...this.#known, ...this.#fresh].slice(-SAMPLE_WINDOW);
  }

  add(sample: ThresholdSample): void {
    this.#fresh = [...this.#fresh, sample].slice(-SAMPLE_WINDOW);
  }

  /** These were written, and come back with {@link adopt}. */
  settle(written: readonly ThresholdSample[]): void {
    const gone = new Set(written);
    this.#fresh = this.#fresh.filter((sample) => !gone.has(sample));
  }

  adopt(known: readonly ThresholdSample[]): void {
    this.#known = known;
  }

  forget(): void {
    this.#known = [];
    this.#fresh = [];
  }
}

/** The lowest similarity from which on the lower bound of the share of right answers reaches the target; undefined if none. */
function lowestGood(samples: readonly ThresholdSample[], targetPrecision: number): number | undefined {
  const sorted = samples.toSorted((a, b) => b.similarity - a.similarity);
  let lowest: number | undefined;
  const sums = sumsOf([]);
  for (const [at, { similarity, isRight, isAudit }] of sorted.entries()) {
    addSample(sums, { weight: isAudit ? 1 / AUDIT_CHANCE : 1, isRight });
    if (sorted[at + 1]?.similarity === similarity) continue;
    if (1 - wrongInterval(sums, CONFIDENCE).high >= targetPrecision) lowest = similarity;
  }
  return lowest;
}
