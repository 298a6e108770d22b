import type {
  Decision,
  DecisionDetails,
  DecisionQuery,
  Neighbour,
  ShareInterval,
  Substitution,
  VerdictEvent,
} from "../../cache/contract/index.js";
import { agreementPolicy, thresholdPolicy } from "../../cache/contract/index.js";
import type { DecisionOutcome, LearningPolicy, StoredQuestion } from "../contract/learning-policy.js";
import { auditChance, HardStop } from "./audits.js";
import { type Consideration, detailsOf, EvidenceModel } from "./evidence-model.js";
import { type Label, shortened } from "./label.js";
import { LinkCounts } from "./link-counts.js";

export interface EvidencePolicySettings {
  /** Share of look-ups that may be answered wrongly. */
  readonly errorBudget: number;
  /** Above this share of unlinked entries a simpler policy decides. */
  readonly maxUnlinkedShare: number;
}

/**
 * What decides at present. `evidence`: the model. `stopped`: a strict threshold, because audits found more errors than the
 * budget allows. `agreement`, `threshold`: that policy, because too few entries are linked by answer.
 */
export type EvidenceMode = "evidence" | "stopped" | "agreement" | "threshold";

/** Called when a policy learns or changes its mode. */
export interface EvidenceListener {
  labelled(label: Label): void;
  changed(mode: EvidenceMode, wrongShare: ShareInterval | undefined): void;
}

/** In the mode `stopped` nothing below this cosine similarity is served. */
const STRICT_THRESHOLD = 0.95;

/**
 * Decides by the nearest entries: do they have the same answer, and do the entries of that answer contain the rare words of the
 * question? A logistic model, which learns from misses and audits, makes a probability of this. Answers are served above a cut
 * that keeps the expected share of wrong answers within the budget. If the audited error exceeds the budget, or if too few
 * entries are linked by answer, a simpler policy decides, and listeners are called.
 */
export class EvidencePolicy implements LearningPolicy {
  readonly name = "evidence";
  readonly neighbours = 20;
  readonly ignoresThreshold = true;
  readonly #settings: EvidencePolicySettings;
  #model: EvidenceModel;
  #stop: HardStop;
  #links = new LinkCounts();
  readonly #listeners: EvidenceListener[] = [];
  readonly #weighed = new WeakMap<Decision, Consideration>();
  #mode: EvidenceMode = "evidence";
  #budgetShare = 1;

  constructor(settings: EvidencePolicySettings) {
    this.#settings = settings;
    this.#model = new EvidenceModel(settings.errorBudget);
    this.#stop = new HardStop(settings.errorBudget);
  }

  get mode(): EvidenceMode {
    return this.#mode;
  }

  get model(): EvidenceModel {
    return this.#model;
  }

  get links(): LinkCounts {
    return this.#links;
  }

  get isStopped(): boolean {
    return this.#stop.isStopped;
  }

  /** Forgets everything it has learned. */
  reset(): void {
    this.#model = new EvidenceModel(this.#settings.errorBudget);
    this.#model.tighten(this.#budgetShare);
    this.#stop = new HardStop(this.#settings.errorBudget);
    this.#links = new LinkCounts();
    this.#settleMode();
  }

  listen(listener: EvidenceListener): void {
    this.#listeners.push(listener);
  }

  decide(query: DecisionQuery, neighbours: readonly Neighbour[]): Decision {
    const considered = this.#model.consider(query, byFallingSimilarity(neighbours), query.isRehearsal);
    if (considered === undefined) return { serve: undefined, reason: "no-neighbour" };
    const { evidence, probability, cut } = considered;
    // The first entry with the answer is served. With a reranker that is not always the nearest one.
    const entryId = neighbours.find(({ answerId }) => answerId === evidence.answerId)?.entryId;
    const weighed = {
      answerId: evidence.answerId,
      entryId: entryId ?? evidence.entryId,
      probability,
      cut,
    };
    const decision = { ...this.#judge(query, neighbours, considered, weighed.entryId), weighed };
    this.#weighed.set(decision, considered);
    return decision;
  }

  #judge(
    query: DecisionQuery,
    neighbours: readonly Neighbour[],
    { serve, evidence }: Consideration,
    entryId: string,
  ): Decision {
    if (this.#mode === "evidence") {
      if (!serve) return { serve: undefined, reason: "too-unsure" };
      if (evidence.features[0]! < (query.floor ?? -1)) return { serve: undefined, reason: "below-threshold" };
      return { serve: entryId, reason: "evidence" };
    }
    const instead = this.#mode === "agreement" ? agreementPolicy : thresholdPolicy;
    const threshold =
      this.#mode === "stopped" ? Math.max(query.threshold, STRICT_THRESHOLD) : query.threshold;
    const decision = instead.decide({ ...query, threshold }, neighbours);
    return { serve: decision.serve, reason: `${this.#mode}-${decision.reason}` };
  }

  learn(decision: Decision, { answerId, from }: DecisionOutcome): void {
    const considered = this.#weighed.get(decision);
    if (considered === undefined) return;
    this.#weighed.delete(decision);
    const { evidence, x, odds, probability } = considered;
    if (considered.serve && from === "miss") this.#model.refund(considered);
    const label = {
      x,
      odds,
      probability,
      isRight: answerId === evidence.answerId,
      kind: kindOf(decision, considered, from),
      candidate: { entryId: evidence.entryId, answerId: shortened(evidence.answerId) },
    };
    this.take(label);
    for (const listener of this.#listeners) listener.labelled(label);
  }

  /** Adds a label of this instance or of another one. */
  take(label: Label): void {
    this.#model.label(label);
    if (this.#stop.note(label, this.#model.hitRate) !== undefined) this.#settleMode();
  }

  stored({ wordHashes, answerId, isNamed }: StoredQuestion): void {
    this.#model.words.learn(wordHashes);
    this.#links.note(answerId, isNamed);
    this.#settleMode();
  }

  auditChance({ weighed, reason }: Decision): number {
    return reason === "evidence" && weighed !== undefined ? auditChance(weighed.probability) : auditChance(1);
  }

  details(decision: Decision): DecisionDetails | undefined {
    const considered = this.#weighed.get(decision);
    return considered === undefined ? undefined : detailsOf(considered, decision, this.#model.weights);
  }

  /** Takes over from another instance whether the model is stopped. */
  resumeStop(isStopped: boolean): void {
    if (isStopped === this.#stop.isStopped) return;
    this.#stop.resume(isStopped);
    this.#settleMode();
  }

  tighten(share: number): void {
    this.#budgetShare = share;
    this.#model.tighten(share);
  }

  /** An answer was made for a question that differs from a stored one in one word. */
  compared(substitution: Substitution, isSame: boolean): void {
    // Where entries are not linked, another answer id does not mean another answer.
    const areLinked = this.#mode === "evidence" || this.#mode === "stopped";
    if (areLinked) this.#model.pairs.learn(substitution, isSame);
  }

  /** Feedback on a hit. */
  judged({ correct, substitution }: VerdictEvent): void {
    if (substitution !== undefined) this.#model.pairs.learn(substitution, correct);
  }

  #settleMode(): void {
    const unlinked = this.#links.unlinkedShare ?? 0;
    const most = this.#settings.maxUnlinkedShare;
    let mode: EvidenceMode = "evidence";
    if (unlinked > Math.min(1, 2 * most)) mode = "threshold";
    else if (unlinked > most) mode = "agreement";
    else if (this.#stop.isStopped) mode = "stopped";
    if (mode === this.#mode) return;
    this.#mode = mode;
    const wrongShare = this.#stop.isStopped ? this.#stop.cause : undefined;
    for (const listener of this.#listeners) listener.changed(mode, wrongShare);
  }
}

function kindOf(
  { serve, reason }: Decision,
  considered: Consideration,
  from: DecisionOutcome["from"],
): Label["kind"] {
  if (!considered.serve) return "miss";
  if (reason === "evidence") return from === "audit" ? "audit" : from === "shadow" ? "unserved" : "miss";
  // While a stricter policy decides, only answers that were not served tell whether the model is right.
  return from !== "audit" && serve === undefined ? "unserved" : "miss";
}

/** They are in this order already, unless a reranker changed it. */
function byFallingSimilarity(neighbours: readonly Neighbour[]): readonly Neighbour[] {
  for (let index = 1; index < neighbours.length; index++) {
    if (neighbours[index]!.similarity > neighbours[index - 1]!.similarity) {
      return neighbours.toSorted((a, b) => b.similarity - a.similarity);
    }
  }
  return neighbours;
}
