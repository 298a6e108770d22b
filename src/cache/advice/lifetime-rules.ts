import { percent } from "../contract/index.js";
import type { Rule } from "./advice.js";

/** Shares of fewer answers than this say little. */
const LEAST_STORED = 200;
const MANY_EVICTED = 0.1;
const FEW_EVICTED = 0.01;
const MANY_EXPIRED = 0.5;

/** Entries have to go before the end of their life. */
export const shortOfRoom: Rule = ({ stores: { stored }, removed: { evicted, expired }, entries, bytes }) => {
  if (stored < LEAST_STORED || evicted < MANY_EVICTED * stored) return undefined;
  return {
    id: "short-of-room",
    setting: "maxEntries, maxBytes, ttlMs",
    suggestion:
      "raise the limit that is reached, if the server has room; if old answers are of no use, shorten ttlMs instead",
    evidence: `of ${stored} stored answers ${evicted} were evicted to make room (${percent(evicted / stored)}), and ${expired} expired; ${entries} entries with ${bytes} bytes are there`,
    effect: `up to ${percent(evicted / stored)} of the answers stay until their life ends`,
  };
};

/** There are too few hits and there is room, and yet most answers expire. */
export const shortLife: Rule = ({
  stores: { stored },
  removed: { evicted, expired },
  hitRatioGoal,
  hitRatio,
}) => {
  const isShort = expired >= MANY_EXPIRED * stored && evicted <= FEW_EVICTED * stored;
  if (stored < LEAST_STORED || !isShort || hitRatioGoal.reached !== "below" || hitRatio === undefined)
    return undefined;
  return {
    id: "short-life",
    setting: "ttlMs",
    suggestion: "raise it for answers that stay right for longer, or let hits prolong it (ttlMode: sliding)",
    evidence: `of ${stored} stored answers ${expired} expired (${percent(expired / stored)}) and ${evicted} were evicted; ${percent(hitRatio)} hits, the goal is ${percent(hitRatioGoal.least)}`,
    effect:
      "questions that come again later are hits; how many do so is not counted, so compare the hit ratio",
  };
};
