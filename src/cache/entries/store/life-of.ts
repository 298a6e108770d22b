import { OctavecError } from "../../../errors/index.js";
import type { ResolvedCacheSettings } from "../../../options/index.js";

const YEAR_MS = 31_536_000_000;

/** How long an entry lives, in milliseconds. All but `staleMs` include the stale part. */
export interface Life {
  /** Life from its storing; 0: it never expires. */
  readonly lifeMs: number;
  /** The last part of the life, in which the answer is served only while a new one is made. */
  readonly staleMs: number;
  /** Life from a hit on; 0 where hits prolong nothing. */
  readonly slideMs: number;
  /** Longest life from its storing, however often it is hit; 0: no such limit. */
  readonly capMs: number;
}

/**
 * How long an entry lives. The call's `ttlMs` counts first, then the category's, the tenant's and the cache's. The stale part
 * comes on top. `ttlMode: { maxLifeMs }` also bounds the life of `"never"`.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function lifeOf(
  settings: ResolvedCacheSettings,
  category: string | undefined,
  own: number | "never" | undefined,
): Life {
  if (own !== undefined && own !== "never" && !(Number.isInteger(own) && own >= 1 && own <= YEAR_MS)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `ttlMs: expected a whole number from 1 to ${YEAR_MS} (a year), or "never".`,
    );
  }
  const ttlMs = own ?? ttlOfCategory(settings, category) ?? ttlOfTenant(settings) ?? settings.ttlMs;
  const staleMs = settings.staleWhileRevalidateMs;
  const maxLifeMs = typeof settings.ttlMode === "object" ? settings.ttlMode.maxLifeMs : undefined;
  const freshMs = Math.min(
    ttlMs === "never" ? Number.POSITIVE_INFINITY : ttlMs,
    maxLifeMs ?? Number.POSITIVE_INFINITY,
  );
  if (freshMs === Number.POSITIVE_INFINITY) return { lifeMs: 0, staleMs: 0, slideMs: 0, capMs: 0 };
  return {
    lifeMs: freshMs + staleMs,
    staleMs,
    slideMs: settings.ttlMode === "absolute" ? 0 : freshMs + staleMs,
    capMs: maxLifeMs === undefined ? 0 : maxLifeMs + staleMs,
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
