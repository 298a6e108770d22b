import { percent } from "../contract/index.js";
import type { Rule } from "./advice.js";

/** Shares of fewer answers than this say little. */
const LEAST_STORED = 200;
const MANY_EVICTED = 0.1;
const FEW_EVICTED = 0.01;
const MANY_EXPIRED = 0.5;
/** Twice can be by chance. */
const OFTEN = 3;
const MOST_CANDIDATES = 10;

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

/** Questions come again and again after their entries went, and are answered anew each time. */
export const repeatedQuestions: Rule = (_, { recent }) => {
  const candidates = recent?.repeated.filter(({ times }) => times >= OFTEN).slice(0, MOST_CANDIDATES) ?? [];
  if (candidates.length === 0) return undefined;
  const perDay = candidates.reduce((sum, { hitsPerDay }) => sum + hitsPerDay, 0);
  return {
    id: "warm-questions",
    setting: "warm(), ttlMs",
    suggestion: `store the answers of ${candidates.length} questions again before they expire (warm), or give these a longer ttlMs`,
    evidence: `in the last 7 days they were answered anew ${candidates.map(({ times }) => times).join(", ")} times, because their entries had expired, been evicted or been invalidated`,
    effect: `about ${perDay.toFixed(1)} more hits a day, if they come as often as before`,
    candidates,
  };
};
