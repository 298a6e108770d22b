import type { ResolvedCacheSettings } from "../../options/index.js";
import { CACHE_TIERS, MICROS } from "../contract/index.js";
import type { EntryContext } from "../entries/index.js";
import type { Tuning } from "../tuning/index.js";
import type { AccountStats, CacheStats, VerdictStats } from "./cache-stats.js";
import { BIN_COUNT, BIN_WIDTH, type MissKind } from "./count-event.js";
import type { Ledger, LedgerReading } from "./ledger.js";

const HOUR_MS = 3_600_000;

type Counts = ReadonlyMap<string, number>;

/** What a cache with a tenant counts with. */
interface OwnAccount {
  readonly parts: EntryContext;
  readonly ledger: Ledger;
  readonly tuning: Tuning | undefined;
}

/** One round trip. @throws what the executor throws. */
export async function readStats(
  { parts, ledger, tuning }: OwnAccount,
  signal: AbortSignal | undefined,
): Promise<CacheStats> {
  const { settings, memory, breaker, failures } = parts;
  const reading = await ledger.read({ signal });
  const held =
    memory === undefined ? undefined : { entries: memory.size, bytes: memory.sizeBytes, lagMs: memory.lagMs };
  return cacheStatsOf(reading, settings, {
    memory: held,
    embedder: breaker?.figures(settings.embedBreaker),
    tuning: tuning?.stats,
    backgroundFailures: failures.counts,
    errorsByCode: ledger.errorsByCode,
  });
}

/** A reading as figures for people. Fractions of a count, which wait for the rest, are rounded off. */
export function cacheStatsOf(
  reading: LedgerReading,
  settings: ResolvedCacheSettings,
  ofThisProcess: Pick<CacheStats, "memory" | "embedder" | "tuning" | "backgroundFailures" | "errorsByCode">,
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
      counts: { hit: binsOf(counts, "near:hit:"), miss: binsOf(counts, "near:miss:") },
    },
    guardRejections: countsBelow(counts, "guard:"),
    stores: {
      stored: sum(stored),
      replaced: stored.replaced ?? 0,
      refused: countsBelow(counts, "refused:"),
    },
    removed: {
      expired: counts.get("removed:expired") ?? 0,
      evicted: counts.get("removed:evicted") ?? 0,
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

/** One account's figures out of the counters whose names end with `account`. */
function accountStats(counts: Counts, account: string, currency: string, furtherCost: number): AccountStats {
  const count = (name: string) => counts.get(name + account) ?? 0;
  const kinds: Record<MissKind, Record<string, number>> = {
    miss: countsBelow(counts, "miss:", account),
    bypass: countsBelow(counts, "bypass:", account),
    error: countsBelow(counts, "error:", account),
  };
  const hitsByTier = {
    session: count("hit:session"),
    memory: count("hit:memory"),
    exact: count("hit:exact"),
    semantic: count("hit:semantic"),
  };
  const hits = sum(hitsByTier);
  const misses = sum(kinds.miss);
  const bypasses = sum(kinds.bypass);
  const errors = sum(kinds.error);
  const money = count(`saved:${currency}`) / MICROS;
  const cost = count(`embed:${currency}`) / MICROS;
  const judgeCost = count(`judge:${currency}`) / MICROS;
  const spent = cost + judgeCost + furtherCost;
  const netSaved = money - spent;
  return {
    lookups: hits + misses + bypasses + errors,
    hits,
    hitsByTier,
    misses,
    bypasses,
    errors,
    byReason: { ...kinds.miss, ...kinds.bypass, ...kinds.error },
    hitRatio: hits + misses === 0 ? undefined : hits / (hits + misses),
    saved: {
      inputTokens: count("saved:input"),
      outputTokens: count("saved:output"),
      money,
      unpricedHits: count("unpriced"),
    },
    embedding: { texts: count("embed:texts"), estimatedTokens: count("embed:tokens"), cost },
    judge: {
      calls: count("judge:calls"),
      failures: count("judge:failures"),
      durationMs: count("judge:ms"),
      cost: judgeCost,
    },
    netSaved,
    returnOnInvestment: spent === 0 ? undefined : netSaved / spent,
  };
}

function feedbackStats(counts: Counts): CacheStats["feedback"] {
  const verdicts = (tier: string): VerdictStats => {
    const correct = sum(countsBelow(counts, `right:${tier}`));
    const incorrect = sum(countsBelow(counts, `wrong:${tier}`));
    const all = correct + incorrect;
    return { correct, incorrect, precision: all === 0 ? undefined : correct / all };
  };
  const bins = (verdict: string) =>
    binsOf(counts, ...[...CACHE_TIERS, "unknown"].map((tier) => `${verdict}:${tier}:`));
  return {
    ...verdicts(""),
    tiers: {
      session: verdicts("session:"),
      memory: verdicts("memory:"),
      exact: verdicts("exact:"),
      semantic: verdicts("semantic:"),
      unknown: verdicts("unknown:"),
    },
    similarity: { binWidth: BIN_WIDTH, counts: { correct: bins("right"), incorrect: bins("wrong") } },
  };
}

/** Counters whose name begins with `prefix`, by the rest of their name; those of one account only. */
function countsBelow(counts: Counts, prefix: string, account = ""): Record<string, number> {
  const below: Record<string, number> = {};
  for (const [name, count] of counts) {
    const at = name.indexOf("@");
    const [plain, suffix] = at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at)];
    if (suffix === account && plain.startsWith(prefix)) below[plain.slice(prefix.length)] = count;
  }
  return below;
}

function binsOf(counts: Counts, ...prefixes: readonly string[]): number[] {
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

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
