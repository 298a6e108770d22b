import type { ResolvedCacheSettings } from "../../options/index.js";
import { accountStats, type Counts, countsBelow, sum, verdictStats } from "./account-stats.js";
import type { CacheStats } from "./cache-stats.js";
import type { LedgerReading } from "./ledger.js";
import { BIN_COUNT, BIN_WIDTH } from "./similarity-bins.js";

const HOUR_MS = 3_600_000;
const JUDGED_TIERS = ["memory", "exact", "semantic", "unknown"] as const;

/** A reading as figures for people. Fractions of a count, which wait for the rest, are rounded off. */
export function cacheStatsOf(
  reading: LedgerReading,
  settings: ResolvedCacheSettings,
  ofThisProcess: Pick<CacheStats, "memory" | "backgroundFailures" | "errorsByCode">,
): CacheStats {
  const counts = new Map([...reading.counts].map(([name, count]) => [name, Math.round(count)]));
  const { currency, hitRatioGoal, redisCostPerHour } = settings.telemetry;
  const sinceMs = counts.get("since");
  const hours = sinceMs === undefined ? 0 : Math.max(0, reading.serverNowMs - sinceMs) / HOUR_MS;
  const redisCost = hours * redisCostPerHour;
  const account = accountStats(counts, "", currency, redisCost);
  const stored = countsBelow(counts, "store:");
  return {
    tenant: settings.tenant,
    sinceMs,
    currency,
    ...account,
    hitRatioGoal: { ...hitRatioGoal, reached: goalReached(account.hitRatio, hitRatioGoal) },
    similarity: {
      binWidth: BIN_WIDTH,
      counts: { hit: binsOf(counts, ["near:hit:"]), miss: binsOf(counts, ["near:miss:"]) },
    },
    guardRejections: countsBelow(counts, "guard:"),
    stores: {
      stored: sum(stored),
      replaced: stored.replaced ?? 0,
      refused: countsBelow(counts, "refused:"),
    },
    redisCost,
    feedback: feedbackStats(counts),
    categories: Object.fromEntries(
      Object.keys(settings.categories).map((name) => [name, accountStats(counts, `@${name}`, currency, 0)]),
    ),
    entries: reading.entries,
    bytes: reading.bytes,
    generation: reading.generation,
    ...ofThisProcess,
  };
}

function feedbackStats(counts: Counts): CacheStats["feedback"] {
  const tier = (name: (typeof JUDGED_TIERS)[number]) =>
    verdictStats(sum(countsBelow(counts, `right:${name}:`)), sum(countsBelow(counts, `wrong:${name}:`)));
  const bins = (verdict: string) =>
    binsOf(
      counts,
      JUDGED_TIERS.map((name) => `${verdict}:${name}:`),
    );
  return {
    ...verdictStats(sum(countsBelow(counts, "right:")), sum(countsBelow(counts, "wrong:"))),
    tiers: {
      memory: tier("memory"),
      exact: tier("exact"),
      semantic: tier("semantic"),
      unknown: tier("unknown"),
    },
    similarity: { binWidth: BIN_WIDTH, counts: { correct: bins("right"), incorrect: bins("wrong") } },
  };
}

function binsOf(counts: Counts, prefixes: readonly string[]): number[] {
  return Array.from({ length: BIN_COUNT }, (_, bin) =>
    prefixes.reduce((total, prefix) => total + (counts.get(prefix + bin) ?? 0), 0),
  );
}

function goalReached(
  hitRatio: number | undefined,
  { least, most }: { least: number; most: number },
): CacheStats["hitRatioGoal"]["reached"] {
  if (hitRatio === undefined) return undefined;
  if (hitRatio < least) return "below";
  return hitRatio > most ? "above" : "within";
}
