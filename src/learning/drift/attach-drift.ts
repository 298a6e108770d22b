import type { CacheParts } from "../../cache/cache-parts.js";
import type { DecisionPolicy, LookupEvent } from "../../cache/contract/index.js";
import { EvidencePolicy } from "../evidence/evidence-policy.js";
import type { DriftReport } from "./drift-report.js";
import { DriftWatch, type SampledLookup } from "./drift-watch.js";

/** A model that has seen fewer labels still changes its mind about everything: that its probabilities move says nothing. */
const SETTLED_LABELS = 1_000;
/** Neighbours without which votes say little: a cache that has just begun has no more. */
const LEAST_VOTERS = 10;

/** Reports nothing: the watch is off. */
const UNWATCHED: DriftReport = { level: "ok", moved: [], drifts: 0, lookups: 0 };

/** Has the inputs of decisions watched, tightens the budget of the policy while they drift, and tells whoever listens. */
export function attachDrift(parts: CacheParts): () => DriftReport {
  const { settings, policy, observers, learning, alert } = parts;
  if (settings.drift === false) return () => UNWATCHED;
  const { budgetShare } = settings.drift;
  const watch = new DriftWatch(settings.drift);
  const deciders = [policy, ...(policy.parts ?? [])];
  const evidence = deciders.find((part) => part instanceof EvidencePolicy);
  let generation = parts.generation.current;
  let wasSettled = false;
  observers.push({
    lookedUp(event) {
      const isSettled = evidence === undefined || evidence.model.labels >= SETTLED_LABELS;
      // Of a flush, or of forgetting what was learned, everything moves, and no drift is behind it.
      if (parts.generation.current !== generation || (wasSettled && !isSettled)) watch.renew();
      generation = parts.generation.current;
      wasSettled = isSettled;
      const similarity = similarityOf(event);
      if (similarity === undefined) return;
      const probability = isSettled ? event.decision?.weighed?.probability : undefined;
      const change = watch.lookedUp({ similarity, probability }, () => sampleOf(event, policy));
      if (change === undefined) return;
      const isDrifting = change.level === "drift";
      for (const part of deciders) part.tighten?.(isDrifting ? budgetShare : 1);
      if (!isDrifting) return;
      alert({ kind: "drift", moved: change.moved });
      for (const observer of observers) observer.drifted?.(change);
    },
    cleared: () => watch.renew(),
  });
  learning.learned.counts.fresh.listen((isRight, chance) => watch.audited(isRight, 1 / chance));
  return () => watch.report();
}

/** Undefined where none was looked for. */
function similarityOf({ identity, result, withheld }: LookupEvent): number | undefined {
  if (identity === undefined) return undefined;
  if (result.hit) return result.similarity;
  if (withheld !== undefined) return withheld.similarity;
  return result.why.nearestSimilarity ?? (result.reason === "not-found" ? -1 : undefined);
}

function sampleOf({ result, decision, vector }: LookupEvent, policy: DecisionPolicy): SampledLookup {
  if (decision === undefined || (result.why.candidates ?? 0) < LEAST_VOTERS) return { vector };
  return { vector, voteShare: policy.details?.(decision)?.features.voteShare };
}
