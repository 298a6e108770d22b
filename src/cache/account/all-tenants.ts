import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import type { ResolvedCacheSettings } from "../../options/index.js";
import { literalInPattern } from "../../scan.js";
import { scanKeys } from "../entries/index.js";
import type { CacheStats } from "./cache-stats.js";
import { cacheStatsOf } from "./cache-stats-of.js";
import { readLedgers } from "./ledger.js";

/** Figures of one tenant's cache, or of all together. */
export interface TenantFigures
  extends Pick<
    CacheStats,
    "lookups" | "hits" | "misses" | "bypasses" | "errors" | "hitRatio" | "netSaved" | "entries" | "bytes"
  > {
  /** Money that hits saved, in the ledger's currency. */
  readonly savedMoney: number;
}

/** One tenant. */
export interface TenantStats extends TenantFigures {
  readonly tenant: string;
  /** Milliseconds since 1970 by the server's clock; undefined before the first count reached Redis. */
  readonly sinceMs: number | undefined;
  /** The mean since the ledger began: what is there now for each day. Undefined during the first hour. */
  readonly growth: { readonly entriesPerDay: number; readonly bytesPerDay: number } | undefined;
}

/** What the caches of all tenants did. */
export interface AllTenantsStats {
  readonly currency: string;
  readonly totals: TenantFigures;
  /** The tenant with the most bytes first. */
  readonly tenants: readonly TenantStats[];
}

const DAY_MS = 86_400_000;
const LEAST_GROWTH_MS = 3_600_000;
const OF_NO_PROCESS = {
  memory: undefined,
  embedder: undefined,
  tuning: undefined,
  backgroundFailures: {},
  errorsByCode: {},
} as const;

/** Tenants in one pipeline. */
const PAGE = 100;

/**
 * Reads the accounts of all tenants of the namespace and name. Counts that other processes have not sent yet, of the latest second, are not in
 * them.
 *
 * @throws OctavecError `INVALID_ARGUMENT`; `UNSUPPORTED_OPERATION` in a cluster; `NOT_AUTHORIZED` without the rights `+scan +info`; the codes of commands.
 */
export async function readAllTenants(
  executor: Executor,
  settings: Omit<ResolvedCacheSettings, "tenant">,
  { tenants: which, signal }: { readonly tenants?: unknown; readonly signal?: AbortSignal | undefined },
): Promise<AllTenantsStats> {
  if (which !== "all") {
    throw new OctavecError("INVALID_ARGUMENT", 'stats: expected tenants: "all", or no tenants.');
  }
  const bases = await tenantBases(executor, settings, signal);
  const tenants: TenantStats[] = [];
  for (let at = 0; at < bases.length; at += PAGE) {
    const page = bases.slice(at, at + PAGE);
    const keys = page.map(({ base }) => `${base}g`);
    const readings = await readLedgers(executor, keys, { signal });
    for (const [place, { tenant }] of page.entries()) {
      const reading = readings[place]!;
      const stats = cacheStatsOf(reading, { ...settings, tenant }, OF_NO_PROCESS);
      tenants.push(tenantStats(stats, reading.serverNowMs));
    }
  }
  tenants.sort((a, b) => b.bytes - a.bytes);
  return { currency: settings.telemetry.currency, totals: totalsOf(tenants), tenants };
}

/** The tenants that have a ledger or entries: what their keys begin with. */
async function tenantBases(
  executor: Executor,
  { namespace, name }: Pick<ResolvedCacheSettings, "namespace" | "name">,
  signal: AbortSignal | undefined,
): Promise<{ readonly base: string; readonly tenant: string }[]> {
  const [before, after] = [`{${namespace}:`, `:${name}}:`];
  // `ev`: wherever there are entries; `led`: wherever anything was counted.
  const pattern = `${literalInPattern(before)}*${literalInPattern(after)}[el][ve]*`;
  const found = new Map<string, string>();
  for await (const keys of scanKeys(executor, pattern, { signal, readOnly: true })) {
    for (const key of keys) {
      const end = key.indexOf(after);
      const inKey = key.slice(before.length, end);
      // A namespace that begins like this one has a colon here.
      if (inKey.includes(":") || !["ev", "led"].includes(key.slice(end + after.length))) continue;
      found.set(key.slice(0, end + after.length), decodeURIComponent(inKey));
    }
  }
  return [...found].map(([base, tenant]) => ({ base, tenant }));
}

function tenantStats(stats: CacheStats, nowMs: number): TenantStats {
  const { tenant, sinceMs, lookups, hits, misses, bypasses, errors, hitRatio, netSaved, entries, bytes } =
    stats;
  const ageMs = sinceMs === undefined ? 0 : nowMs - sinceMs;
  const perDay = (count: number) => (count * DAY_MS) / ageMs;
  return {
    tenant,
    sinceMs,
    ...{ lookups, hits, misses, bypasses, errors, hitRatio, netSaved, entries, bytes },
    savedMoney: stats.saved.money,
    growth:
      ageMs < LEAST_GROWTH_MS ? undefined : { entriesPerDay: perDay(entries), bytesPerDay: perDay(bytes) },
  };
}

function totalsOf(tenants: readonly TenantStats[]): TenantFigures {
  const sum = (of: (tenant: TenantStats) => number) =>
    tenants.reduce((total, tenant) => total + of(tenant), 0);
  const [hits, misses] = [sum((one) => one.hits), sum((one) => one.misses)];
  return {
    lookups: sum((one) => one.lookups),
    hits,
    misses,
    bypasses: sum((one) => one.bypasses),
    errors: sum((one) => one.errors),
    hitRatio: hits + misses === 0 ? undefined : hits / (hits + misses),
    netSaved: sum((one) => one.netSaved),
    savedMoney: sum((one) => one.savedMoney),
    entries: sum((one) => one.entries),
    bytes: sum((one) => one.bytes),
  };
}
