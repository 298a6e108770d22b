import { OctavecError } from "../../errors/index.js";
import type { CacheStats } from "../account/index.js";

/** Availability of a cache against an objective, since its ledger began. */
export interface AvailabilityReport {
  /** Share of look-ups that should get an answer of Redis and of the embedder, such as 0.999. */
  readonly objective: number;
  readonly lookups: number;
  /** Look-ups that Redis or the embedder did not answer: `unavailable` and `embedding-failed`. */
  readonly failed: number;
  /** Share that got an answer, 0 to 1; undefined before the first look-up. */
  readonly availability: number | undefined;
  /** Unused share of the failures that the objective allows: 1 without failures, below 0 if the objective is missed. Undefined before the first look-up. */
  readonly budgetLeft: number | undefined;
}

/**
 * How much of the error budget is left: 1 - (failed / lookups) / (1 - objective), as the recording rules for Prometheus compute it
 * for 30 days. Here it is the whole time since the ledger began (`sinceMs`). No I/O.
 *
 * @param stats - As `cache.stats()` gives them, or the totals or a tenant of `stats({ tenants: "all" })`.
 * @param objective - Above 0 and below 1.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function reportAvailability(
  { lookups, errors: failed }: Pick<CacheStats, "lookups" | "errors">,
  objective: number,
): AvailabilityReport {
  if (!(objective > 0 && objective < 1)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `reportAvailability: expected an objective above 0 and below 1, got ${String(objective)}.`,
    );
  }
  const share = lookups === 0 ? undefined : failed / lookups;
  return {
    ...{ objective, lookups, failed },
    availability: share === undefined ? undefined : 1 - share,
    budgetLeft: share === undefined ? undefined : 1 - share / (1 - objective),
  };
}
