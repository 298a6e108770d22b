import type {
  Decision,
  DecisionPolicy,
  DecisionQuery,
  Neighbour,
  Outcome,
} from "../../cache/contract/index.js";
import { OctavecError } from "../../errors/index.js";
import { AUDIT_CHANCE, lowestGood, type ThresholdSample, ThresholdSamples } from "./threshold-samples.js";

export interface AdaptiveThresholdOptions {
  /** Cosine similarity, 0 to 1, below which nothing is ever served, whatever was learned. */
  floor: number;
  /** Cosine similarity until enough is known, `floor` to 1. Default 0.95. */
  start?: number | undefined;
  /** Share of hits that must be right, between 0 and 1. Default 0.98. */
  targetPrecision?: number | undefined;
}

type Settings = { readonly [Name in keyof AdaptiveThresholdOptions]-?: number };

const LEAST_SAMPLES = 100;
const SAMPLES_BETWEEN_CHANGES = 25;

/** The policy of {@link adaptiveThreshold}. Its threshold follows from the samples alone: who knows the same has the same. */
export class AdaptiveThreshold implements DecisionPolicy {
  readonly name = "adaptive-threshold";
  readonly neighbours = 10;
  readonly ignoresThreshold = true;
  readonly asksAgain = true;
  readonly samples = new ThresholdSamples();
  readonly #settings: Settings;
  readonly #considered = new WeakMap<Decision, Neighbour>();
  #threshold: number;
  #added = 0;

  constructor(settings: Settings) {
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

  learn(decision: Decision, { answerId, from }: Outcome): void {
    const nearest = this.#considered.get(decision);
    if (nearest === undefined) return;
    this.#considered.delete(decision);
    const isRight = answerId === nearest.answerId;
    this.note({ similarity: nearest.similarity, isRight, isAudit: from === "audit" });
  }

  auditChance(): number {
    return AUDIT_CHANCE;
  }

  forTenant(): AdaptiveThreshold {
    return new AdaptiveThreshold(this.#settings);
  }

  note(sample: ThresholdSample): void {
    this.samples.add(sample);
    this.#added++;
    if (this.#added % SAMPLES_BETWEEN_CHANGES === 0) this.#choose();
  }

  /** What all instances know. */
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

/**
 * A threshold that follows what misses, audits of hits (one in twenty) and `cache.feedback()` show: the lowest one, not below `floor`,
 * above which the share of right answers reaches the target (lower end of a 90 % one-sided interval, Wilson, over the latest 2,000 labels;
 * audits count by the inverse of their chance). What feedback says of hits by meaning counts once each; as people
 * rather report what is wrong, it tends to raise the threshold.
 *
 * It is careful rather than quick: a target of 0.98 takes about eighty hits' worth of right labels, and a twentieth of the hits is labelled. While no
 * threshold is known to be good enough it is `start`, so `start` should be a safe one (`calibrateThreshold` finds it).
 *
 * Labels are shared in Redis by all instances of a tenant's cache and outlive restarts: instances with the same settings have the same
 * threshold within `learning.syncMs`, ten times that when idle. One object for one cache; `forTenant` makes one of each tenant's own. Needs entries linked
 * by answer. `exactAt` is the present threshold.
 *
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function adaptiveThreshold({
  floor,
  start = 0.95,
  targetPrecision = 0.98,
}: AdaptiveThresholdOptions): DecisionPolicy {
  if (!(floor >= 0 && floor <= 1)) throw invalid("floor: expected a cosine similarity from 0 to 1.");
  if (!(start >= floor && start <= 1)) throw invalid("start: expected a cosine similarity from floor to 1.");
  if (!(targetPrecision > 0 && targetPrecision < 1))
    throw invalid("targetPrecision: expected a share between 0 and 1, such as 0.98.");
  return new AdaptiveThreshold({ floor, start, targetPrecision });
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `adaptiveThreshold: ${problem}`);
}
