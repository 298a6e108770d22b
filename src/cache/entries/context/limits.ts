import { OctavecError } from "../../../errors/index.js";
import type { EvictionPolicy, ResolvedCacheSettings } from "../../../options/index.js";
import type { CacheEntry } from "../../contract/index.js";
import type { EntryContext } from "./entry-context.js";

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
  const ttlMs =
    own ??
    settingsOf(settings.categories, category)?.ttlMs ??
    settingsOf(settings.tenants, settings.tenant)?.ttlMs ??
    settings.ttlMs;
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

/** What one tenant may hold in Redis, and which entries go first when it is full. */
export interface TenantLimits {
  readonly maxEntries: number;
  /** Estimated bytes. */
  readonly maxBytes: number;
  readonly policy: EvictionPolicy;
}

/** The tenant's own limits where `tenants` names them, else the cache's. */
export function limitsOf(settings: ResolvedCacheSettings): TenantLimits {
  const own = settingsOf(settings.tenants, settings.tenant);
  return {
    maxEntries: own?.maxEntries ?? settings.maxEntries,
    maxBytes: own?.maxBytes ?? settings.maxBytes,
    policy: settings.eviction,
  };
}

/** The threshold of a cache for which none is configured, whose embedder recommends none. */
const DEFAULT_THRESHOLD = 0.9;

/** Least cosine similarity at which two questions with one answer agree: that from which on one would have answered the other. */
export function agreeingSimilarity(
  { settings, embedder }: Pick<EntryContext, "settings" | "embedder">,
  { category, modality }: Pick<CacheEntry, "category" | "modality">,
): number {
  if (modality !== undefined) return settings.modalityThresholds[`${modality}-${modality}`] ?? 1;
  return (
    settingsOf(settings.categories, category)?.threshold ??
    settingsOf(settings.tenants, settings.tenant)?.threshold ??
    settings.threshold ??
    embedder?.recommendedThreshold?.value ??
    DEFAULT_THRESHOLD
  );
}

/** The settings of this name, unless it is the name of something that every object has, such as `constructor`. */
function settingsOf<T>(settings: Readonly<Record<string, T>>, name: string | undefined): T | undefined {
  return name !== undefined && Object.hasOwn(settings, name) ? settings[name] : undefined;
}
