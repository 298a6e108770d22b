import type { DecisionPolicy } from "./decision-policy.js";

/** More than one, so that the next may stand in for one that a guard rejected or that has expired. */
const NEIGHBOURS = 10;

/** The nearest entry is served when its similarity reaches the threshold. */
export const thresholdPolicy: DecisionPolicy = {
  name: "threshold",
  neighbours: NEIGHBOURS,
  asksAgain: true,
  nearestSuffices: true,
  decide: (query, neighbours) => {
    const nearest = neighbours[0];
    if (nearest === undefined) return { serve: undefined, reason: "no-neighbour" };
    return nearest.similarity >= query.threshold
      ? { serve: nearest.entryId, reason: "similar-enough" }
      : { serve: undefined, reason: "below-threshold" };
  },
};
