import type { DecisionPolicy } from "../../cache/contract/index.js";
import { thresholdPolicy } from "../../cache/find/index.js";
import { OctavecError } from "../../errors/index.js";
import { EvidencePolicy, type EvidenceSettings } from "../evidence/evidence-policy.js";

/**
 * The policy behind `decision: "evidence"` with settings of its own, for an experiment. One object learns for one cache.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for a budget outside 0 … 0.5 or a share outside 0 … 1.
 */
export function evidencePolicy({
  errorBudget = 0.02,
  maxUnlinkedShare = 0.3,
}: Partial<EvidenceSettings> = {}): DecisionPolicy {
  if (!(errorBudget > 0 && errorBudget <= 0.5))
    throw invalid("errorBudget: expected a share of look-ups above 0, up to 0.5.");
  if (!(maxUnlinkedShare >= 0 && maxUnlinkedShare <= 1))
    throw invalid("maxUnlinkedShare: expected a share of entries from 0 to 1.");
  return new EvidencePolicy({ errorBudget, maxUnlinkedShare });
}

/**
 * A threshold of its own instead of the cache's, for an experiment. That of a category or a call holds all the same.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for a similarity outside 0 … 1.
 */
export function fixedThreshold(threshold: number): DecisionPolicy {
  if (!(threshold >= 0 && threshold <= 1))
    throw invalid("threshold: expected a cosine similarity from 0 to 1.");
  return {
    ...thresholdPolicy,
    name: `threshold ${threshold}`,
    ignoresThreshold: true,
    exactAt: threshold,
    decide: (query, neighbours) =>
      thresholdPolicy.decide({ ...query, threshold: Math.max(threshold, query.floor ?? 0) }, neighbours),
  };
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `decision policy: ${problem}`);
}
