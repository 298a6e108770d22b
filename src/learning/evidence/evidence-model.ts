import type { DecisionQuery, Neighbour } from "../../cache/contract/index.js";
import { AuditRatio } from "./audit-ratio.js";
import { BudgetCut } from "./budget-cut.js";
import { type Evidence, evidenceOf } from "./evidence-features.js";
import type { Label } from "./label.js";
import {
  fitWeights,
  isSound,
  type Prior,
  probability,
  scaleFeatures,
  WEIGHT_COUNT,
} from "./logistic-model.js";
import { WordWeights } from "./word-weights.js";

/** Labels that a fit looks at. */
export const MAX_LABELS = 5_000;
/** The first fit; from there at every doubling, up to every so many. */
const FIRST_FIT = 25;
const LABELS_BETWEEN_FITS = 300;
const LOOKUPS_BETWEEN_FITS = 500;

/** What the model makes of one look-up. */
export interface Consideration {
  readonly evidence: Evidence;
  /** Scaled features. */
  readonly x: Float64Array;
  /** Chance that serving is right. */
  readonly probability: number;
  /** Least chance at which answers are served now. */
  readonly cut: number;
  readonly serve: boolean;
}

/** Learns, from what the model answers after misses and from audits of hits, when the neighbourhood can be trusted. */
export class EvidenceModel {
  readonly words = new WordWeights();
  readonly #audits = new AuditRatio();
  readonly #cut: BudgetCut;
  readonly #labels: Label[] = [];
  readonly #prior: Prior = { weights: new Float64Array(WEIGHT_COUNT), precision: 2 };
  #weights = new Float64Array(WEIGHT_COUNT);
  #labelsSeen = 0;
  #fittedAtLabels = 0;
  #fittedAtLookups = 0;

  constructor(budget: number) {
    this.#cut = new BudgetCut(budget);
  }

  /** `isRehearsal`: nothing is counted. */
  consider(
    query: Pick<DecisionQuery, "wordHashes">,
    neighbours: readonly Neighbour[],
    isRehearsal = false,
  ): Consideration | undefined {
    const evidence = evidenceOf(query, neighbours, this.words);
    if (evidence === undefined) {
      if (!isRehearsal) this.#cut.note(0, this.#audits.value);
      return undefined;
    }
    const x = scaleFeatures(evidence.features);
    const chance = probability(this.#weights, x);
    const cut = this.#cut.cut;
    if (!isRehearsal) this.#cut.note(chance, this.#audits.value);
    return { evidence, x, probability: chance, cut, serve: chance >= cut };
  }

  /** What became of a candidate: after a miss for free, after a hit by an audit. */
  label(label: Label): void {
    if (label.kind !== "miss") this.#audits.note(label.probability, label.isRight);
    this.#labels.push(label);
    if (this.#labels.length > MAX_LABELS) this.#labels.shift();
    this.#labelsSeen++;
  }

  get needsFit(): boolean {
    const fresh = this.#labelsSeen - this.#fittedAtLabels;
    if (fresh === 0) return false;
    const due = Math.min(LABELS_BETWEEN_FITS, Math.max(FIRST_FIT, this.#fittedAtLabels));
    return fresh >= due || this.#cut.lookups - this.#fittedAtLookups >= LOOKUPS_BETWEEN_FITS;
  }

  /** Some milliseconds: off the request path. A fit that comes to nothing sensible is dropped. */
  fit(): void {
    const fitted = fitWeights(this.#weights, this.#labels, this.#prior);
    if (isSound(fitted)) this.#weights = fitted;
    this.#fittedAtLabels = this.#labelsSeen;
    this.#fittedAtLookups = this.#cut.lookups;
  }

  /** Goes on where another instance, or this one before a restart, was. */
  resume(state: { weights: readonly number[]; lookups: number; cut: number }): void {
    const weights = Float64Array.from(state.weights);
    if (isSound(weights)) this.#weights = weights;
    this.#cut.resume(state.lookups, state.cut);
  }

  /** From now on only this part of the budget is spent. */
  tighten(share: number): void {
    this.#cut.tighten(share);
  }

  get weights(): readonly number[] {
    return [...this.#weights];
  }

  get cut(): number {
    return this.#cut.cut;
  }

  /** Decided here. */
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
