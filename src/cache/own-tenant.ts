import { OctavecError } from "../errors/index.js";
import { keepAccount, type Ledger, RecentHits } from "./account/index.js";
import { assembleParts, type CacheParts, type CachePartsOptions } from "./cache-parts.js";
import { attachLifetime, type CacheTimings } from "./entries/index.js";
import { attachTuning, type Tuning } from "./tuning/index.js";

/** What serves the tenant of a cache. */
export interface OwnTenant {
  readonly parts: CacheParts;
  readonly ledger: Ledger;
  readonly recentHits: RecentHits;
  /** Undefined without `autoTune`. */
  readonly tuning: Tuning | undefined;
}

/**
 * @param onMemoryUse - Called when the memory tier was used, because all tenants together keep within the bounds of one.
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function serveTenant(
  options: CachePartsOptions & { readonly tenant: string },
  timings: Partial<CacheTimings>,
  onMemoryUse: (memory: CacheParts["memory"]) => void,
): OwnTenant {
  const parts = assembleParts(options, timings);
  attachLifetime(parts);
  const ledger = keepAccount(parts, options.client.telemetry);
  const recentHits = new RecentHits();
  const usedMemory = () => onMemoryUse(parts.memory);
  parts.observers.push(recentHits, { lookedUp: usedMemory, stored: usedMemory });
  return { parts, ledger, recentHits, tuning: attachTuning(parts) };
}

/** @throws OctavecError `INVALID_ARGUMENT` without a tenant. */
export function requireTenant(tenant: OwnTenant | undefined): OwnTenant {
  if (tenant !== undefined) return tenant;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "This cache has no tenant, so it serves no call itself. Write cache.forTenant(id) before the call, as in " +
      'cache.forTenant("acme").wrap(…), or pass the option tenant; if there is only one tenant, write "default".',
  );
}
