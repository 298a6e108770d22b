import type { Decision, DecisionDetails, DecisionQuery, Neighbour } from "../../cache/contract/index.js";
import { AuditRatio } from "./audits.js";
import { BudgetCut } from "./budget-cut.js";
import { type Evidence, evidenceOf, FEATURE_NAMES } from "./evidence-features.js";
import { type Label, shortened } from "./label.js";
import {
  fitWeights,
  isSound,
  logOdds,
  logOddsOf,
  type Prior,
  probabilityOf,
  scaleFeatures,
  WEIGHT_COUNT,
} from "./logistic-model.js";
import { SureAnswers } from "./sure-answers.js";
import { TrackRecord } from "./track-record.js";
import { WordPairs } from "./word-pairs.js";
import { WordWeights } from "./word-weights.js";

/** A fit uses this many of the latest labels. */
export const MAX_LABELS = 5_000;
/**
 * The first fit needs 25 labels. A further one is due if the number of labels has doubled, at the latest after 300 labels or 500
 * look-ups.
 */
const FIRST_FIT = 25;
const LABELS_BETWEEN_FITS = 300;
const LOOKUPS_BETWEEN_FITS = 500;

/** What the model computes for one look-up. */
export interface Consideration {
  readonly evidence: Evidence;
  /** Scaled features. */
  readonly x: Float64Array;
  /** Log odds that serving is right, before they are corrected. */
  readonly odds: number;
  /** Probability that serving is right. */
  readonly probability: number;
  /** Answers are served from this probability on. */
  readonly cut: number;
  readonly serve: boolean;
}

/** Learns from answers after misses and from audits of hits when the nearest entries answer a question. */
export class EvidenceModel {
  readonly words = new WordWeights();
  readonly pairs = new WordPairs();
  readonly #audits = new AuditRatio();
  readonly #entries = new TrackRecord();
  readonly #answers = new TrackRecord();
  readonly #sure = new SureAnswers();
  readonly #cut: BudgetCut;
  readonly #labels: Label[] = [];
  readonly #prior: Prior = { weights: new Float64Array(WEIGHT_COUNT), precision: 2 };
  #weights = new Float64Array(WEIGHT_COUNT);
  #labelsSeen = 0;
  #fittedAtLabels = 0;
  #fittedAtLookups = 0;

  constructor(budget: number) {
    this.#cut = new BudgetCut(budget, this.#audits.estimate);
  }

  /** @param isRehearsal - True: nothing is counted. Default false. */
  consider(
    query: Pick<DecisionQuery, "wordHashes">,
    neighbours: readonly Neighbour[],
    isRehearsal = false,
  ): Consideration | undefined {
    const evidence = evidenceOf(query, neighbours, this.words);
    if (evidence === undefined) {
      if (!isRehearsal) this.#cut.note(0, this.#audits.estimate);
      return undefined;
    }
    const x = scaleFeatures(evidence.features);
    const trusted = this.#trust(evidence) * probabilityOf(logOdds(this.#weights, x));
    const odds = logOddsOf(trusted);
    const chance = probabilityOf(this.#sure.corrected(odds));
    const cut = this.#cut.cut;
    if (!isRehearsal) this.#cut.note(chance, this.#audits.estimate);
    return { evidence, x, odds, probability: chance, cut, serve: chance >= cut };
  }

  /** Adds what was learned about one decision. */
  label(label: Label): void {
    const { x, kind, isRight, probability: chance, candidate } = label;
    if (kind !== "miss") this.#audits.note(chance, isRight);
    if (candidate !== undefined) {
      const byEvidence = probabilityOf(logOdds(this.#weights, x));
      this.#entries.note(candidate.entryId, byEvidence, isRight);
      this.#answers.note(candidate.answerId, byEvidence, isRight);
    }
    this.#labels.push(label);
    if (this.#labels.length > MAX_LABELS) this.#labels.shift();
    this.#labelsSeen++;
  }

  #trust({ entryId, answerId }: Evidence): number {
    return this.#entries.trust(entryId) * this.#answers.trust(shortened(answerId));
  }

  /** An answer that the model would have served was not served, because a guard rejected it. */
  refund({ probability: chance }: Consideration): void {
    this.#cut.refund(chance);
  }

  get needsFit(): boolean {
    const fresh = this.#labelsSeen - this.#fittedAtLabels;
    if (fresh === 0) return false;
    const due = Math.min(LABELS_BETWEEN_FITS, Math.max(FIRST_FIT, this.#fittedAtLabels));
    return fresh >= due || this.#cut.lookups - this.#fittedAtLookups >= LOOKUPS_BETWEEN_FITS;
  }

  /** Takes some milliseconds, so no request must wait for it. Impossible weights are dropped. */
  fit(): void {
    const fitted = fitWeights(this.#weights, this.#labels, this.#prior);
    if (isSound(fitted)) this.#weights = fitted;
    this.#sure.fit(this.#weights, this.#labels);
    this.#fittedAtLabels = this.#labelsSeen;
    this.#fittedAtLookups = this.#cut.lookups;
  }

  /** Takes over the state of another instance, or of this one before a restart. */
  resume(state: { weights: readonly number[]; lookups: number; cut: number }): void {
    const weights = Float64Array.from(state.weights);
    if (isSound(weights)) this.#weights = weights;
    this.#cut.resume(state.lookups, state.cut);
  }

  /** From now on only this share of the budget may be spent. */
  tighten(share: number): void {
    this.#cut.tighten(share);
  }

  get weights(): readonly number[] {
    return [...this.#weights];
  }

  get cut(): number {
    return this.#cut.cut;
  }

  /** Look-ups that this object decided on. */
  get lookups(): number {
    return this.#cut.lookups;
  }

  /** Share of the latest look-ups that reach the cut. */
  get hitRate(): number {
    return this.#cut.hitRate;
  }

  get labels(): number {
    return this.#labels.length;
  }
}

/** For explanations. */
export function detailsOf(
  { evidence, probability, cut, serve }: Consideration,
  { reason }: Decision,
  weights: readonly number[],
): DecisionDetails {
  const verdict =
    `The best answer of the nearest entries is right with a probability of ${percent(probability)}. ` +
    `Answers are served from ${percent(cut)} on, so the model would ${serve ? "" : "not "}serve it. Decision: ${reason}.`;
  return {
    verdict,
    features: Object.fromEntries(FEATURE_NAMES.map((name, j) => [name, evidence.features[j] ?? 0])),
    weights: Object.fromEntries(["intercept", ...FEATURE_NAMES].map((name, j) => [name, weights[j] ?? 0])),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
