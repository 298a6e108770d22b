import type { Advice, AvailabilityReport, LatencyObjective, LatencyReport } from "../../cache/index.js";
import { percentText } from "../terminal/figures.js";
import { UsageError } from "../terminal/usage-error.js";

/** Reads `50ms=0.99`: milliseconds, or seconds with `s`, and a share. @throws UsageError. */
export function latencyObjective(text: string): LatencyObjective {
  const [, time, unit, share] = /^(\d+(?:\.\d+)?)(ms|s)=(0?\.\d+)$/.exec(text) ?? [];
  const withinMs = Number(time) * (unit === "s" ? 1_000 : 1);
  const objective = Number(share);
  if (withinMs >= 0.005 && withinMs <= 10_000 && objective > 0) return { withinMs, objective };
  throw new UsageError(
    `--latency: expected a time from 0.005ms to 10s and a share below 1, as in 50ms=0.99, got ${text}`,
  );
}

export function formatAvailability(
  { objective, lookups, failed, availability, budgetLeft }: AvailabilityReport,
  since: string,
): string {
  if (availability === undefined || budgetLeft === undefined) return `Availability${since}: no look-up yet.`;
  return `Availability${since}: ${lookups - failed} of ${lookups} look-ups were answered (${availability.toFixed(6)}, objective ${objective}); ${leftText(budgetLeft)}`;
}

export function formatLatency(report: LatencyReport): string {
  const { lookups, within, share, judgedAtMs, withinMs, objective, budgetLeft, days, kinds } = report;
  if (share === undefined || budgetLeft === undefined) return "Latency: no look-up yet.";
  const judged = judgedAtMs === withinMs ? "" : `, judged at ${judgedAtMs} ms`;
  return [
    `Latency of ${daysText(days)}: ${within} of ${lookups} look-ups took at most ${withinMs} ms (${share.toFixed(6)}, objective ${objective}${judged}); ${leftText(budgetLeft)}`,
    ...Object.entries({ all: report, ...kinds }).flatMap(([kind, figures]) => {
      const { lookups: count, p50Ms, p95Ms, p99Ms } = figures;
      const [p50, p95, p99] = [p50Ms, p95Ms, p99Ms].map((ms) => Number(ms?.toPrecision(3)));
      return count === 0 ? [] : [`  ${kind}: ${count} look-ups, p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms`];
    }),
  ].join("\n");
}

export function daysText(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

/** One piece of advice, with its questions below it. */
export function formatAdvice({ id, setting, suggestion, evidence, effect, candidates = [] }: Advice): string {
  const questions = candidates.map(
    ({ entryId, times, hitsPerDay, prompt }) =>
      `  ${entryId}: ${times} times, ${hitsPerDay.toFixed(1)} hits a day${prompt === undefined ? "" : `: ${prompt}`}`,
  );
  return [`${id} (${setting}): ${suggestion}`, `  evidence: ${evidence}`, `  effect: ${effect}`, ...questions]
    .map((line) => line.replace(/\p{Cc}/gu, "·"))
    .join("\n");
}

function leftText(budgetLeft: number): string {
  return `${percentText(budgetLeft)} of the error budget is left${budgetLeft < 0 ? "; the objective is missed" : ""}`;
}
