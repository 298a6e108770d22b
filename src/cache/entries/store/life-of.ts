import { OctavecError } from "../../../errors/index.js";
import type { ResolvedCacheSettings } from "../../../options/index.js";

const YEAR_MS = 31_536_000_000;

/** How long an entry lives, in milliseconds; each of them with its stale part, except that part itself. */
export interface Life {
  /** From its storing; 0 for ever. */
  readonly lifeMs: number;
  /** The last part of it, in which it is served only while a new answer is made. */
  readonly staleMs: number;
  /** What a hit gives it anew; 0 where hits prolong nothing. */
  readonly slideMs: number;
  /** Longest life from its storing, however often it is hit; 0 for no such limit. */
  readonly capMs: number;
}

/**
 * How long an entry lives: the call's word, else the category's, the tenant's, the cache's; shortened by jitter. The stale
 * part comes on top. With `capped-sliding` the cap holds for `"never"`, too.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function lifeOf(
  settings: ResolvedCacheSettings,
  category: string | undefined,
  own: number | "never" | undefined,
  random: () => number = Math.random,
): Life {
  if (own !== undefined && own !== "never" && !(Number.isInteger(own) && own >= 1 && own <= YEAR_MS)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `ttlMs: expected a whole number from 1 to ${YEAR_MS} (a year), or "never".`,
    );
  }
  const ttlMs = own ?? ttlOfCategory(settings, category) ?? ttlOfTenant(settings) ?? settings.ttlMs;
  const staleMs = settings.staleWhileRevalidateMs;
  const isCapped = settings.ttlMode === "capped-sliding";
  if (ttlMs === "never" && !isCapped) return { lifeMs: 0, staleMs: 0, slideMs: 0, capMs: 0 };
  const wantedMs = ttlMs === "never" ? settings.ttlCapMs : ttlMs;
  const withinMs = isCapped ? Math.min(wantedMs, settings.ttlCapMs) : wantedMs;
  const freshMs = Math.max(1, Math.round(withinMs * (1 - settings.ttlJitter * random())));
  return {
    lifeMs: freshMs + staleMs,
    staleMs,
    slideMs: settings.ttlMode === "absolute" ? 0 : freshMs + staleMs,
    capMs: isCapped ? settings.ttlCapMs + staleMs : 0,
  };
}

function ttlOfCategory({ categories }: ResolvedCacheSettings, category: string | undefined) {
  return category !== undefined && Object.hasOwn(categories, category)
    ? categories[category]?.ttlMs
    : undefined;
}

function ttlOfTenant({ tenants, tenant }: ResolvedCacheSettings) {
  return Object.hasOwn(tenants, tenant) ? tenants[tenant]?.ttlMs : undefined;
}
