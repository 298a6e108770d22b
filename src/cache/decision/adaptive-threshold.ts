import { OctavecError } from "../../errors/index.js";
import type { Decision, DecisionPolicy } from "./decision-policy.js";
import { intervalOfSums } from "./evidence/hard-stop.js";

export interface AdaptiveThresholdOptions {
  /** Cosine similarity, 0 to 1, below which nothing is ever served, whatever was learned. */
  floor: number;
  /** Cosine similarity until enough is known, `floor` to 1. Default 0.95. */
  start?: number | undefined;
  /** Share of hits that must be right, between 0 and 1. Default 0.98. */
  targetPrecision?: number | undefined;
}

/** Labels that count. */
const WINDOW = 2_000;
const LEAST_LABELS = 100;
const LABELS_BETWEEN_CHANGES = 25;
const AUDIT_CHANCE = 0.05;
/** Normal quantile: the lower end holds with 90 %. */
const CONFIDENCE = 1.282;

interface Sample {
  readonly similarity: number;
  readonly isRight: boolean;
  readonly weight: number;
}

/**
 * A threshold that follows what misses and audits of hits (one in twenty) show: the lowest one, not below `floor`, above which
 * the share of right answers surely reaches the target (90 % one-sided, Wilson, over the latest 2,000 labels; audits count by
 * the inverse of their chance). Learns by itself in each process and begins anew with it. Needs entries linked by answer.
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
  const considered = new WeakMap<Decision, { similarity: number; answerId: string }>();
  const samples: Sample[] = [];
  let [threshold, labels] = [start, 0];
  return {
    name: "adaptive-threshold",
    neighbours: 10,
    ignoresThreshold: true,
    asksAgain: true,
    get exactAt() {
      return threshold;
    },
    decide(query, [nearest]) {
      if (nearest === undefined) return { serve: undefined, reason: "no-neighbour" };
      const { similarity, answerId, entryId } = nearest;
      const isNear = similarity >= Math.max(threshold, query.floor ?? 0);
      const decision: Decision = isNear
        ? { serve: entryId, reason: "similar-enough" }
        : { serve: undefined, reason: "below-threshold" };
      if (query.isRehearsal !== true) considered.set(decision, { similarity, answerId });
      return decision;
    },
    learn(decision, { answerId, from }) {
      const nearest = considered.get(decision);
      if (nearest === undefined) return;
      considered.delete(decision);
      samples.push({
        similarity: nearest.similarity,
        isRight: answerId === nearest.answerId,
        weight: from === "audit" ? 1 / AUDIT_CHANCE : 1,
      });
      if (samples.length > WINDOW) samples.shift();
      labels++;
      if (labels >= LEAST_LABELS && labels % LABELS_BETWEEN_CHANGES === 0) {
        threshold = Math.max(floor, lowestGood(samples, targetPrecision) ?? start);
      }
    },
    auditChance: () => AUDIT_CHANCE,
  };
}

/** Undefined where no threshold is good enough. */
function lowestGood(samples: readonly Sample[], targetPrecision: number): number | undefined {
  const sorted = samples.toSorted((a, b) => b.similarity - a.similarity);
  let lowest: number | undefined;
  let [sum, squares, wrong] = [0, 0, 0];
  for (const [at, { similarity, isRight, weight }] of sorted.entries()) {
    sum += weight;
    squares += weight * weight;
    if (!isRight) wrong += weight;
    if (sorted[at + 1]?.similarity === similarity) continue;
    if (1 - intervalOfSums({ sum, squares, wrong }, CONFIDENCE).high >= targetPrecision) lowest = similarity;
  }
  return lowest;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `adaptiveThreshold: ${problem}`);
}
