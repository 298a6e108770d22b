import type { DecisionPolicy } from "./decision-policy.js";

/** More than one, so that the next may stand in for one that a guard rejected or that has expired. */
const NEIGHBOURS = 10;

/** The nearest entry is served if its similarity reaches the threshold. */
export const thresholdPolicy: DecisionPolicy = {
  name: "threshold",
  neighbours: NEIGHBOURS,
  asksAgain: true,
  nearestSuffices: true,
  decide: ({ threshold }, [nearest]) => {
    if (nearest === undefined) return { serve: undefined, reason: "no-neighbour" };
    return nearest.similarity >= threshold
      ? { serve: nearest.entryId, reason: "similar-enough" }
      : { serve: undefined, reason: "below-threshold" };
  },
};

/**
 * The nearest entry is served if its similarity reaches the threshold and the second nearest has the same answer. Needs
 * entries that are linked by answer (`answerId`, or equal responses), and no training. With the same share of errors it serves
 * about 1.4 times what a threshold alone does, because its threshold can be lower.
 */
export const agreementPolicy: DecisionPolicy = {
  name: "agreement",
  neighbours: NEIGHBOURS,
  // The second nearest may lie far below the threshold.
  seesAll: true,
  asksAgain: true,
  decide: (query, neighbours) => {
    const decision = thresholdPolicy.decide(query, neighbours);
    if (decision.serve === undefined) return decision;
    const [nearest, second] = neighbours;
    if (second === undefined) return { serve: undefined, reason: "no-second-neighbour" };
    return second.answerId === nearest?.answerId
      ? { serve: nearest.entryId, reason: "neighbours-agree" }
      : { serve: undefined, reason: "neighbours-disagree" };
  },
};
