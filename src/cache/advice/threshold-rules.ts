import type { CacheStats } from "../account/index.js";
import { percent, wilsonInterval } from "../contract/index.js";
import type { Advice, AdvisedSettings, Rule } from "./advice.js";

const DEFAULT_BUDGET = 0.02;
/** Fewer verdicts say nothing about a budget of a few percent. */
const LEAST_VERDICTS = 50;
/** Share of misses just below the threshold from which a lower one is worth a thought. */
const MANY_NEAR_MISSES = 0.2;

/** The verdicts on hits whose similarity lies at or above a bin. */
function verdictsFrom({ feedback }: CacheStats, bin: number): { wrong: number; all: number } {
  const sum = (counts: readonly number[]) => counts.slice(bin).reduce((total, count) => total + count, 0);
  const { correct, incorrect } = feedback.similarity.counts;
  const wrong = sum(incorrect);
  return { wrong, all: wrong + sum(correct) };
}

/** More wrong hits than the budget allows: the lowest threshold above which the verdicts keep it. */
export const raiseThreshold: Rule = (stats, settings) => {
  const { threshold, errorBudget = DEFAULT_BUDGET } = settings;
  if (threshold === undefined) return undefined;
  const { binWidth, counts } = stats.feedback.similarity;
  const first = Math.floor(threshold / binWidth + 1e-9);
  const now = verdictsFrom(stats, first);
  if (now.all < LEAST_VERDICTS || wilsonInterval(now.wrong, now.all).low <= errorBudget) return undefined;
  for (let bin = first + 1; bin < counts.correct.length; bin++) {
    const { wrong, all } = verdictsFrom(stats, bin);
    if (all < LEAST_VERDICTS) break;
    if (wrong / all > errorBudget) continue;
    return {
      id: "raise-threshold",
      setting: "threshold",
      suggestion: `raise it from ${threshold} to ${(bin * binWidth).toFixed(2)}`,
      evidence: `${now.wrong} of ${now.all} verdicts say that a hit was wrong (${percent(now.wrong / now.all)}, budget ${percent(errorBudget)}); above the new threshold ${wrong} of ${all}`,
      effect: `${percent(1 - all / now.all)} of the hits with a verdict become misses`,
    };
  }
  return withoutThreshold(now, errorBudget);
};

function withoutThreshold({ wrong, all }: { wrong: number; all: number }, budget: number): Advice {
  return {
    id: "no-threshold-fits",
    setting: "decision",
    suggestion: "use decision: evidence(…) of octavec/learning, or the guard `alignment`",
    evidence: `${wrong} of ${all} verdicts say that a hit was wrong (budget ${percent(budget)}), and no higher threshold has ${LEAST_VERDICTS} verdicts that keep the budget`,
    effect: "answers are served where the neighbourhood of a question can be trusted, and not by one number",
  };
}

/** Many misses lie just below the threshold, and the hits just above it are right. Never suggests a threshold that the verdicts do not support. */
export const lowerThreshold: Rule = (stats, { threshold, errorBudget = DEFAULT_BUDGET }: AdvisedSettings) => {
  if (threshold === undefined) return undefined;
  const { binWidth, counts } = stats.similarity;
  const first = Math.floor(threshold / binWidth + 1e-9);
  const near = counts.miss[first - 1] ?? 0;
  const searched = [...counts.miss, ...counts.hit].reduce((sum, count) => sum + count, 0);
  if (first < 1 || near < MANY_NEAR_MISSES * searched) return undefined;
  const wrong = stats.feedback.similarity.counts.incorrect[first] ?? 0;
  const all = wrong + (stats.feedback.similarity.counts.correct[first] ?? 0);
  if (all < LEAST_VERDICTS || wilsonInterval(wrong, all).high > errorBudget) return undefined;
  return {
    id: "lower-threshold",
    setting: "threshold",
    suggestion: `try ${((first - 1) * binWidth).toFixed(2)} in shadow mode, instead of ${threshold}`,
    evidence: `${near} of ${searched} searches ended just below the threshold, and of ${all} verdicts on hits just above it ${wrong} are wrong`,
    effect: `up to ${percent(near / searched)} more of the searches are hits`,
  };
};
