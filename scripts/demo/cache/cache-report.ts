import { writeFileSync } from "node:fs";
import { type CacheStats, formatExplanation, type SemanticCache } from "../../../src/cache/index.js";
import { quantile } from "../../bench/statistics.js";
import type { Asked } from "./ask-cache.js";

const EXPLAINED = 3;
const TIERS = ["memory", "exact", "semantic"] as const;

/** Prints the final table: the tiers of the answers, the savings and the wrong answers. */
export function printCacheReport(asked: readonly Asked[], stats: CacheStats): void {
  const rows: [string, string][] = [["questions", String(asked.length)]];
  for (const tier of TIERS) {
    const hits = asked.filter(({ answer }) => answer.tier === tier);
    rows.push([`hits, ${tier}`, `${percent(hits.length, asked.length)}  ${latency(hits)}`]);
  }
  const hits = asked.filter(({ answer }) => answer.hit);
  const misses = asked.filter(({ answer }) => !answer.hit);
  const wrong = hits.filter(({ isRight }) => !isRight).length;
  const { inputTokens, outputTokens, money } = stats.saved;
  rows.push(
    ["hits, all", `${percent(hits.length, asked.length)}  ${latency(hits)}`],
    ["not in the cache", `${percent(misses.length, asked.length)}  ${latency(misses)}`],
    ["wrong answers", `${wrong} of ${hits.length} hits`],
    ["tokens saved", `${inputTokens} in, ${outputTokens} out`],
    ["money saved", `${money.toFixed(4)} ${stats.currency}, at example prices`],
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log();
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
}

/** Prints why some questions were hits and others were not. */
export async function explainSome(cache: SemanticCache, asked: readonly Asked[]): Promise<void> {
  const hits = asked.filter(({ answer }) => answer.tier === "semantic").slice(-EXPLAINED);
  const misses = asked.filter(({ answer }) => !answer.hit && answer.reason !== "not-found").slice(-EXPLAINED);
  for (const [kind, list] of [
    ["hit", hits],
    ["miss", misses],
  ] as const) {
    for (const { question, answer } of list) {
      const { nearestSimilarity, threshold, decision, guards = [] } = answer.why;
      console.log(`\n${kind}: ${question.text}`);
      console.log(
        `  nearest ${nearestSimilarity?.toFixed(3) ?? "-"}, threshold ${threshold ?? "-"}: ${decision ?? answer.reason}` +
          guards
            .filter(({ verdict }) => verdict === "reject")
            .map(({ guard, detail }) => `; guard ${guard}: ${detail ?? "differs"}`)
            .join(""),
      );
    }
  }
  const [last] = hits;
  if (last === undefined) return;
  const request = {
    prompt: last.question.text,
    scope: { model: "stand-in", system: "Answer in sixty words." },
  };
  console.log(`\nThe whole explanation of "${last.question.text}", asked once more:`);
  console.log(formatExplanation(await cache.explain(request)));
}

export function writeCacheReport(file: string, asked: readonly Asked[], stats: CacheStats): void {
  const hits = asked.filter(({ answer }) => answer.hit);
  const figures = {
    questions: asked.length,
    hitRatio: hits.length / asked.length,
    hitsByTier: Object.fromEntries(
      TIERS.map((tier) => [tier, asked.filter(({ answer }) => answer.tier === tier).length]),
    ),
    wrongHits: hits.filter(({ isRight }) => !isRight).length,
    hitP50Ms: quantile(
      hits.map(({ durationMs }) => durationMs),
      0.5,
    ),
    missP50Ms: quantile(
      asked.filter(({ answer }) => !answer.hit).map(({ durationMs }) => durationMs),
      0.5,
    ),
    saved: stats.saved,
  };
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\nFigures written to ${file}.`);
}

function latency(asked: readonly Asked[]): string {
  if (asked.length === 0) return "";
  const durations = asked.map(({ durationMs }) => durationMs);
  return `p50 ${quantile(durations, 0.5).toFixed(1)} ms, p99 ${quantile(durations, 0.99).toFixed(1)} ms`;
}

function percent(part: number, all: number): string {
  return `${((100 * part) / all).toFixed(1)} %`.padStart(7);
}
