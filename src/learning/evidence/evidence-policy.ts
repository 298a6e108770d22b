import type {
  Decision,
  DecisionDetails,
  DecisionPolicy,
  DecisionQuery,
  Neighbour,
  Outcome,
  StoredQuestion,
} from "../../cache/contract/index.js";
import { agreementPolicy, thresholdPolicy } from "../../cache/find/index.js";
import type { ShareInterval } from "../decision/wilson-interval.js";
import { auditChance } from "./audit-ratio.js";
import { detailsOf } from "./decision-details.js";
import { type Consideration, EvidenceModel } from "./evidence-model.js";
import { HardStop } from "./hard-stop.js";
import type { Label } from "./label.js";
import { LinkCensus } from "./link-census.js";

export interface EvidenceSettings {
  /** Share of look-ups that may be answered wrongly. */
  readonly errorBudget: number;
  /** Above this share of unlinked entries the model steps down. */
  readonly maxUnlinkedShare: number;
}

/** `stopped`: by audits that found more errors than the budget allows. The others: what decides instead, for want of linked answers. */
export type EvidenceMode = "evidence" | "stopped" | "agreement" | "threshold";

/** Those who are told what a policy learns and how it changes. */
export interface EvidenceListener {
  labelled(label: Label): void;
  changed(mode: EvidenceMode, wrongShare: ShareInterval | undefined): void;
}

/** While stopped, nothing below this cosine is served, whatever the threshold. */
const STRICT_THRESHOLD = 0.95;

/**
 * Asks the neighbourhood: do the nearest entries agree on an answer, and are the question's rare words found among its entries?
 * A logistic model that learns from misses and audits makes a probability of it, and a cut keeps the expected share of wrong
 * answers within a budget. Steps down where it cannot keep its promise, and says so.
 */
export class EvidencePolicy implements DecisionPolicy {
  readonly name = "evidence";
  readonly neighbours = 20;
  readonly ignoresThreshold = true;
  readonly #settings: EvidenceSettings;
  #model: EvidenceModel;
  #stop: HardStop;
  #links = new LinkCensus();
  readonly #listeners: EvidenceListener[] = [];
  readonly #weighed = new WeakMap<Decision, Consideration>();
  #mode: EvidenceMode = "evidence";
  #budgetShare = 1;

  constructor(settings: EvidenceSettings) {
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

  get links(): LinkCensus {
    return this.#links;
  }

  get isStopped(): boolean {
    return this.#stop.isStopped;
  }

  forTenant(): EvidencePolicy {
    return new EvidencePolicy(this.#settings);
  }

  /** Forgets everything it has learned. */
  reset(): void {
    this.#model = new EvidenceModel(this.#settings.errorBudget);
    this.#model.tighten(this.#budgetShare);
    this.#stop = new HardStop(this.#settings.errorBudget);
    this.#links = new LinkCensus();
    this.#settleMode();
  }

  listen(listener: EvidenceListener): void {
    this.#listeners.push(listener);
  }

  decide(query: DecisionQuery, neighbours: readonly Neighbour[]): Decision {
    const considered = this.#model.consider(query, byFallingSimilarity(neighbours), query.isRehearsal);
    if (considered === undefined) return { serve: undefined, reason: "no-neighbour" };
    const { evidence, probability, cut } = considered;
    // A reranker's order decides which of the answer's entries is served.
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

  learn(decision: Decision, { answerId, from }: Outcome): void {
    const considered = this.#weighed.get(decision);
    if (considered === undefined) return;
    this.#weighed.delete(decision);
    const { evidence, x, probability } = considered;
    const label = {
      x,
      probability,
      isRight: answerId === evidence.answerId,
      kind: kindOf(decision, considered, from),
    };
    this.take(label);
    for (const listener of this.#listeners) listener.labelled(label);
  }

  /** A label of this or another instance. */
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

  /** Goes on as stopped, or not, as another instance left it. */
  resumeStop(isStopped: boolean): void {
    if (isStopped === this.#stop.isStopped) return;
    this.#stop.resume(isStopped);
    this.#settleMode();
  }

  tighten(share: number): void {
    this.#budgetShare = share;
    this.#model.tighten(share);
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
  from: Outcome["from"],
): Label["kind"] {
  if (!considered.serve) return "miss";
  if (reason === "evidence") return from === "audit" ? "audit" : from === "shadow" ? "unserved" : "miss";
  // While something stricter decides, what the model alone would have served is known only where nothing was served.
  return from !== "audit" && serve === undefined ? "unserved" : "miss";
}

/** They come so, unless a reranker put them in another order. */
function byFallingSimilarity(neighbours: readonly Neighbour[]): readonly Neighbour[] {
  for (let index = 1; index < neighbours.length; index++) {
    if (neighbours[index]!.similarity > neighbours[index - 1]!.similarity) {
      return neighbours.toSorted((a, b) => b.similarity - a.similarity);
    }
  }
  return neighbours;
}
