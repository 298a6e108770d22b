import type { DecisionPolicy } from "./decision-policy.js";

/** Nearest entries that must have one answer. */
const VOICES = 2;

/**
 * The nearest entry is served when its similarity reaches the threshold and the two nearest entries have the same answer. Needs
 * entries linked by answer (`answerId`, or equal responses), and no training. Below the same error it serves about 1.4 times
 * what a threshold alone does, because the threshold can then be lower.
 */
export const agreementPolicy: DecisionPolicy = {
  name: "agreement",
  neighbours: 10,
  // The second voice may lie far below the threshold.
  seesAll: true,
  asksAgain: true,
  decide: (query, neighbours) => {
    const [nearest] = neighbours;
    if (nearest === undefined) return { serve: undefined, reason: "no-neighbour" };
    if (nearest.similarity < query.threshold) return { serve: undefined, reason: "below-threshold" };
    const voices = neighbours.slice(0, VOICES);
    const agree = voices.length === VOICES && voices.every(({ answerId }) => answerId === nearest.answerId);
    return agree
      ? { serve: nearest.entryId, reason: "neighbours-agree" }
      : { serve: undefined, reason: voices.length < VOICES ? "no-second-neighbour" : "neighbours-disagree" };
  },
};
