import type { CacheStats } from "../../cache/index.js";
import { percentileBetween } from "./latency-histograms.js";
import type { ConnectionFigures, Look, Seen } from "./look.js";
import { partOf } from "./server-sample.js";
import type { SlowCommand } from "./slow-commands.js";

/** What is shown at one moment. */
export interface LiveUpdate {
  /** ISO 8601. */
  readonly time: string;
  readonly connection: ConnectionFigures;
  /** Undefined if the server did not answer now or before. */
  readonly figures: LiveFigures | undefined;
  /** Why the server did not answer: the code of the failure. */
  readonly failureCode: string | undefined;
}

/** What a server does at present: rates between two samples. */
export interface LiveFigures {
  readonly commandsPerSecond: number;
  readonly inputBytesPerSecond: number;
  readonly outputBytesPerSecond: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly usedBytes: number;
  readonly maxmemoryBytes: number;
  readonly clients: number;
  readonly blockedClients: number;
  readonly evictedPerSecond: number;
  /** The commands that took most time, the busiest first. */
  readonly commands: readonly CommandFigures[];
  /** Of the server's slow log; undefined if the user may not read it. */
  readonly slowest: readonly SlowCommand[] | undefined;
  readonly cache?: CacheFigures | undefined;
}

export interface CommandFigures {
  readonly name: string;
  readonly callsPerSecond: number;
  readonly microsPerCall: number;
  /** Since the last update, up to twice as long as the true one; since the start of the server if its user may not read histograms. */
  readonly p50Micros: number;
  readonly p99Micros: number;
}

/** Of one tenant's cache. */
export interface CacheFigures {
  readonly lookupsPerSecond: number;
  /** Since the last update; null without look-ups. */
  readonly hitRatio: number | null;
  readonly hitsPerSecondByTier: Readonly<Record<string, number>>;
  readonly entries: number;
  /** Since the ledger began. */
  readonly savedMoney: number;
  readonly currency: string;
}

const MOST_COMMANDS = 10;

/** @param before - What was seen before; rates are those since it. Undefined: nothing was. */
export function updateOf(before: Seen | undefined, { connection, seen, failureCode }: Look): LiveUpdate {
  const figures = before && seen && figuresBetween(before, seen);
  return { time: new Date().toISOString(), connection, figures, failureCode };
}

function figuresBetween(before: Seen, now: Seen): LiveFigures {
  const elapsedMs = now.server.atMs - before.server.atMs;
  return {
    ...serverFigures(before, now, elapsedMs),
    slowest: now.slowest,
    cache: before.cache && now.cache && cacheFigures(before.cache, now.cache, elapsedMs),
  };
}

function serverFigures(
  seenBefore: Seen,
  seen: Seen,
  elapsedMs: number,
): Omit<LiveFigures, "slowest" | "cache"> {
  const [before, now] = [seenBefore.server, seen.server];
  const seconds = Math.max(1e-3, elapsedMs / 1_000);
  const number = (field: string, sample = now) => Number(sample.fields.get(field) ?? 0);
  const rate = (field: string) => Math.max(0, number(field) - number(field, before)) / seconds;
  return {
    commandsPerSecond: rate("total_commands_processed"),
    inputBytesPerSecond: rate("total_net_input_bytes"),
    outputBytesPerSecond: rate("total_net_output_bytes"),
    cpuShare: rate("used_cpu_user") + rate("used_cpu_sys"),
    usedBytes: number("used_memory"),
    maxmemoryBytes: number("maxmemory"),
    clients: number("connected_clients"),
    blockedClients: number("blocked_clients"),
    evictedPerSecond: rate("evicted_keys"),
    commands: commandFigures(seenBefore, seen, seconds),
  };
}

function commandFigures(before: Seen, now: Seen, seconds: number): CommandFigures[] {
  const figures: (CommandFigures & { micros: number })[] = [];
  for (const [field, value] of now.server.fields) {
    if (!field.startsWith("cmdstat_")) continue;
    const name = field.slice("cmdstat_".length);
    const earlier = before.server.fields.get(field);
    const calls = partOf(value, "calls") - partOf(earlier, "calls");
    const micros = partOf(value, "usec") - partOf(earlier, "usec");
    if (calls <= 0) continue;
    const sinceStart = now.server.fields.get(`latency_percentiles_usec_${name}`);
    const percentile = (share: number) =>
      percentileBetween(before.histograms?.get(name), now.histograms?.get(name), share) ??
      partOf(sinceStart, `p${100 * share}`);
    figures.push({
      name,
      callsPerSecond: calls / seconds,
      microsPerCall: micros / calls,
      p50Micros: percentile(0.5),
      p99Micros: percentile(0.99),
      micros,
    });
  }
  return figures
    .sort((a, b) => b.micros - a.micros)
    .slice(0, MOST_COMMANDS)
    .map(({ micros: _, ...rest }) => rest);
}

function cacheFigures(before: CacheStats, now: CacheStats, elapsedMs: number): CacheFigures {
  const seconds = Math.max(1e-3, elapsedMs / 1_000);
  const hits = now.hits - before.hits;
  const asked = hits + now.misses - before.misses;
  return {
    lookupsPerSecond: Math.max(0, now.lookups - before.lookups) / seconds,
    hitRatio: asked <= 0 ? null : hits / asked,
    hitsPerSecondByTier: Object.fromEntries(
      Object.entries(now.hitsByTier).map(([tier, count]) => [
        tier,
        (count - before.hitsByTier[tier as keyof CacheStats["hitsByTier"]]) / seconds,
      ]),
    ),
    entries: now.entries,
    savedMoney: now.saved.money,
    currency: now.currency,
  };
}
