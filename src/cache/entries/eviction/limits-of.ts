import type { EvictionPolicy, ResolvedCacheSettings } from "../../../options/index.js";

/** What one tenant may hold in Redis, and which entries go first when it is full. */
export interface TenantLimits {
  readonly maxEntries: number;
  /** Estimated bytes. */
  readonly maxBytes: number;
  readonly policy: EvictionPolicy;
}

/** The tenant's own limits where `tenants` names them, else the cache's. */
export function limitsOf({
  tenants,
  tenant,
  maxEntries,
  maxBytes,
  eviction,
}: ResolvedCacheSettings): TenantLimits {
  const own = Object.hasOwn(tenants, tenant) ? tenants[tenant] : undefined;
  return {
    maxEntries: own?.maxEntries ?? maxEntries,
    maxBytes: own?.maxBytes ?? maxBytes,
    policy: eviction,
  };
}
