import type { AccountStats, VerdictStats } from "./cache-stats.js";
import type { MissKind } from "./outcome.js";
import { MICROS } from "./price.js";

export type Counts = ReadonlyMap<string, number>;

/** Counters whose name begins so, by the rest of their name; those of one account only. */
export function countsBelow(counts: Counts, prefix: string, account = ""): Record<string, number> {
  const below: Record<string, number> = {};
  for (const [name, count] of counts) {
    const at = name.indexOf("@");
    const [plain, suffix] = at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at)];
    if (suffix === account && plain.startsWith(prefix)) below[plain.slice(prefix.length)] = count;
  }
  return below;
}

/** One account's figures out of the counters whose names end with `account`. */
export function accountStats(
  counts: Counts,
  account: string,
  currency: string,
  furtherCost: number,
): AccountStats {
  const count = (name: string) => counts.get(name + account) ?? 0;
  const kinds: Record<MissKind, Record<string, number>> = {
    miss: countsBelow(counts, "miss:", account),
    bypass: countsBelow(counts, "bypass:", account),
    error: countsBelow(counts, "error:", account),
  };
  const hitsByTier = {
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
  const spent = cost + furtherCost;
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
    netSaved,
    returnOnInvestment: spent === 0 ? undefined : netSaved / spent,
  };
}

export function verdictStats(correct: number, incorrect: number): VerdictStats {
  const all = correct + incorrect;
  return { correct, incorrect, precision: all === 0 ? undefined : correct / all };
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
