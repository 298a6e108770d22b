import type { TenantLimits } from "../../src/cache/entries/context/limits.js";
import { type SweepReport, sweepAll, sweepStep } from "../../src/cache/entries/lifetime/sweep-step.js";
import { CacheKeys } from "../../src/cache/question/cache-keys.js";
import type { Executor } from "../../src/executor.js";

const UNLIMITED: TenantLimits = { maxEntries: 1_000_000, maxBytes: 2 ** 40, policy: "lru" };

/** Sweeps one tenant's cache at once, as its background job would in time. */
export function sweepNow(
  { executor }: { readonly executor: Executor },
  { namespace, tenant = "acme" }: { readonly namespace: string; readonly tenant?: string },
  limits: Partial<TenantLimits> = {},
): Promise<SweepReport> {
  const keys = new CacheKeys({ namespace, tenant, name: "cache" });
  const own = { ...UNLIMITED, ...limits };
  return sweepAll((request) => sweepStep(executor, keys, { ...request, limits: own }, { timeoutMs: 5_000 }));
}
