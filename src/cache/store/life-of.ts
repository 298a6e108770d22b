import { OctavecError } from "../../errors/index.js";
import type { ResolvedCacheSettings } from "../../options/index.js";

const YEAR_MS = 31_536_000_000;

/**
 * How long an entry lives: the call's word, else the category's, the tenant's, the cache's; shortened by jitter. The stale
 * part comes on top. 0 stands for never.
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function lifeOf(
  settings: ResolvedCacheSettings,
  category: string | undefined,
  own: number | "never" | undefined,
  random: () => number = Math.random,
): { lifeMs: number; staleMs: number } {
  if (own !== undefined && own !== "never" && !(Number.isInteger(own) && own >= 1 && own <= YEAR_MS)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `ttlMs: expected a whole number from 1 to ${YEAR_MS} (a year), or "never".`,
    );
  }
  const ttlMs =
    own ??
    (category === undefined ? undefined : settings.categories[category]?.ttlMs) ??
    settings.tenants[settings.tenant]?.ttlMs ??
    settings.ttlMs;
  if (ttlMs === "never") return { lifeMs: 0, staleMs: 0 };
  const fresh = Math.max(1, Math.round(ttlMs * (1 - settings.ttlJitter * random())));
  return { lifeMs: fresh + settings.staleWhileRevalidateMs, staleMs: settings.staleWhileRevalidateMs };
}
