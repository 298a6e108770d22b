import type { CacheObserver, LookupEvent } from "../../cache/contract/index.js";
import type { LearningPolicy } from "../contract/learning-policy.js";
import type { EvidencePolicy } from "../evidence/evidence-policy.js";
import type { DriftStatus } from "./drift-report.js";
import { DriftWatch, type DriftWatchSettings, type SampledLookup } from "./drift-watch.js";

/** With fewer labels a model still changes with every fit, so a change of its probabilities is no drift. */
const SETTLED_LABELS = 1_000;
/** With fewer neighbours, as in a young cache, votes say little. */
const LEAST_VOTERS = 10;

export interface DriftObserverOptions {
  readonly settings: DriftWatchSettings & { readonly budgetShare: number };
  readonly policy: LearningPolicy;
  readonly evidence: EvidencePolicy | undefined;
  /** Called once for every drift. */
  readonly drifted: (status: DriftStatus) => void;
}

/** Watches the look-ups of one cache, and makes the policy spend less of its budget while there is drift. */
export class DriftObserver implements CacheObserver {
  readonly #options: DriftObserverOptions;
  readonly #watch: DriftWatch;
  #wasSettled = false;

  constructor(options: DriftObserverOptions) {
    this.#options = options;
    this.#watch = new DriftWatch(options.settings);
  }

  lookedUp(event: LookupEvent): void {
    const { settings, policy, evidence, drifted } = this.#options;
    const isSettled = evidence === undefined || evidence.model.labels >= SETTLED_LABELS;
    // After a reset everything changes, but that is no drift.
    if (this.#wasSettled && !isSettled) this.#watch.renew();
    this.#wasSettled = isSettled;
    const similarity = similarityOf(event);
    if (similarity === undefined) return;
    const probability = isSettled ? event.decision?.weighed?.probability : undefined;
    const change = this.#watch.lookedUp({ similarity, probability }, () => sampleOf(event, policy));
    if (change === undefined) return;
    const isDrifting = change.level === "drift";
    policy.tighten?.(isDrifting ? settings.budgetShare : 1);
    if (isDrifting) drifted(change);
  }

  /** @param chance - Probability with which the audit was made. */
  audited(isRight: boolean, chance: number): void {
    this.#watch.audited(isRight, 1 / chance);
  }

  flushed(): void {
    this.#watch.renew();
  }

  cleared(): void {
    this.#watch.renew();
  }

  get status(): DriftStatus {
    return this.#watch.status();
  }
}

/** Cosine similarity of the nearest entry, −1 if there is none; undefined if there was no search. */
function similarityOf({ identity, result, withheld }: LookupEvent): number | undefined {
  if (identity === undefined) return undefined;
  if (result.hit) return result.similarity;
  if (withheld !== undefined) return withheld.similarity;
  return result.why.nearestSimilarity ?? (result.reason === "not-found" ? -1 : undefined);
}

function sampleOf({ result, decision, vector }: LookupEvent, policy: LearningPolicy): SampledLookup {
  if (decision === undefined || (result.why.candidates ?? 0) < LEAST_VOTERS) return { vector };
  return { vector, voteShare: policy.details?.(decision)?.features.voteShare };
}
