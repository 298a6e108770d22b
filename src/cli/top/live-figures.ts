import type { CacheStats } from "../../cache/index.js";
import { partOf, type ServerSample } from "./server-sample.js";

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
  /** The commands that took most time, the busiest first. Percentiles are those since the start of the server. */
  readonly commands: readonly CommandFigures[];
  readonly cache?: CacheFigures | undefined;
}

export interface CommandFigures {
  readonly name: string;
  readonly callsPerSecond: number;
  readonly microsPerCall: number;
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
  readonly savedMoney: number;
  readonly currency: string;
}

const MOST_COMMANDS = 10;

/** @param before - The sample before; rates are those since it. */
export function figuresBetween(before: ServerSample, now: ServerSample): LiveFigures {
  const seconds = Math.max(1e-3, (now.atMs - before.atMs) / 1_000);
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
    commands: commandFigures(before, now, seconds),
  };
}

function commandFigures(before: ServerSample, now: ServerSample, seconds: number): CommandFigures[] {
  const figures: (CommandFigures & { micros: number })[] = [];
  for (const [field, value] of now.fields) {
    if (!field.startsWith("cmdstat_")) continue;
    const name = field.slice("cmdstat_".length);
    const earlier = before.fields.get(field);
    const calls = partOf(value, "calls") - partOf(earlier, "calls");
    const micros = partOf(value, "usec") - partOf(earlier, "usec");
    if (calls <= 0) continue;
    const percentiles = now.fields.get(`latency_percentiles_usec_${name}`);
    figures.push({
      name,
      callsPerSecond: calls / seconds,
      microsPerCall: micros / calls,
      p50Micros: partOf(percentiles, "p50"),
      p99Micros: partOf(percentiles, "p99"),
      micros,
    });
  }
  return figures
    .sort((a, b) => b.micros - a.micros)
    .slice(0, MOST_COMMANDS)
    .map(({ micros: _, ...rest }) => rest);
}

export function cacheFigures(before: CacheStats, now: CacheStats, elapsedMs: number): CacheFigures {
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
