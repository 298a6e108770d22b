import type { DecisionQuery, Neighbour } from "../decision-policy.js";
import { AuditRatio } from "./audit-ratio.js";
import { BudgetCut } from "./budget-cut.js";
import { type Evidence, evidenceOf } from "./evidence-features.js";
import {
  fitWeights,
  type LabelledRow,
  type Prior,
  probability,
  scaleFeatures,
  WEIGHT_COUNT,
} from "./logistic-model.js";
import { WordWeights } from "./word-weights.js";

/** Labels that a fit looks at. */
const MAX_LABELS = 5_000;
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
  readonly audits = new AuditRatio();
  readonly #cut: BudgetCut;
  readonly #labels: LabelledRow[] = [];
  readonly #prior: Prior = { weights: new Float64Array(WEIGHT_COUNT), precision: 2 };
  #weights = new Float64Array(WEIGHT_COUNT);
  #labelsSeen = 0;
  #fittedAtLabels = 0;
  #fittedAtLookups = 0;

  constructor(budget: number) {
    this.#cut = new BudgetCut(budget);
  }

  consider(
    query: Pick<DecisionQuery, "wordHashes">,
    neighbours: readonly Neighbour[],
  ): Consideration | undefined {
    const evidence = evidenceOf(query, neighbours, this.words);
    if (evidence === undefined) {
      this.#cut.note(0, this.audits.value);
      return undefined;
    }
    const x = scaleFeatures(evidence.features);
    const chance = probability(this.#weights, x);
    const cut = this.#cut.cut;
    this.#cut.note(chance, this.audits.value);
    return { evidence, x, probability: chance, cut, serve: chance >= cut };
  }

  /** What became of a candidate: after a miss for free, after a hit by an audit. */
  label({ x, probability: chance, serve }: Consideration, isRight: boolean): void {
    if (serve) this.audits.note(chance, isRight);
    this.#labels.push({ x, isRight });
    if (this.#labels.length > MAX_LABELS) this.#labels.shift();
    this.#labelsSeen++;
  }

  get needsFit(): boolean {
    const fresh = this.#labelsSeen - this.#fittedAtLabels;
    if (fresh === 0) return false;
    const due = Math.min(LABELS_BETWEEN_FITS, Math.max(FIRST_FIT, this.#fittedAtLabels));
    return fresh >= due || this.#cut.lookups - this.#fittedAtLookups >= LOOKUPS_BETWEEN_FITS;
  }

  /** Some milliseconds: off the request path. */
  fit(): void {
    this.#weights = fitWeights(this.#weights, this.#labels, this.#prior);
    this.#fittedAtLabels = this.#labelsSeen;
    this.#fittedAtLookups = this.#cut.lookups;
  }

  get weights(): readonly number[] {
    return [...this.#weights];
  }

  get lookups(): number {
    return this.#cut.lookups;
  }
}
