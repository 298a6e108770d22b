import type { AllTenantsStats, CacheStats } from "../../cache/index.js";
import type { Survey } from "../../doctor/index.js";
import { bytesText, percentText, wholeText } from "../terminal/figures.js";
import type { Forecast } from "./forecast.js";

/** Collections that are listed; `--json` has all. */
const MOST_LISTED = 20;

export function formatServer(figures: Survey): string {
  const { version, usedBytes, maxmemoryBytes, collections, caches } = figures;
  const limit = maxmemoryBytes === 0 ? "no maxmemory" : `maxmemory ${bytesText(maxmemoryBytes)}`;
  const elements = collections.reduce((sum, one) => sum + one.elements, 0);
  const largest = [...collections].sort((a, b) => b.elements - a.elements).slice(0, MOST_LISTED);
  const more = collections.length - largest.length;
  return [
    `Redis ${version}: ${bytesText(usedBytes)} used, ${limit}`,
    `${wholeText(collections.length)} collections with ${wholeText(elements)} elements, ${wholeText(caches)} caches`,
    ...largest.map(
      ({ name, elements: count, dimension, quantization, shards }) =>
        `  ${name}: ${wholeText(count)} of ${dimension} dimensions, ${quantization}` +
        (shards === undefined ? "" : `, in ${shards} shards`),
    ),
    ...(more > 0 ? [`  and ${more} smaller ones`] : []),
  ].join("\n");
}

export function formatForecast(forecast: Forecast | undefined): string {
  if (forecast === undefined) {
    return "Forecast: the history spans less than an hour. Run this command again later, for example from cron.";
  }
  const { samples, spanHours, bytesPerDay, daysUntilFull, fullOn } = forecast;
  const end =
    daysUntilFull === null
      ? "maxmemory is not reached"
      : `maxmemory is reached in ${daysUntilFull.toFixed(1)} days, on ${fullOn}`;
  return `Forecast from ${samples} samples over ${spanHours.toFixed(1)} hours: ${bytesText(bytesPerDay)} more each day; ${end}`;
}

export function formatCache(stats: CacheStats): string {
  const { tenant, lookups, hits, hitRatio, hitsByTier, misses, bypasses, errors, entries, bytes } = stats;
  const ratio = hitRatio === undefined ? "no look-up yet" : percentText(hitRatio);
  const tiers = Object.entries(hitsByTier).map(([tier, count]) => `${tier} ${wholeText(count)}`);
  return [
    `Cache of tenant ${tenant}: ${wholeText(entries)} entries, ${bytesText(bytes)}`,
    `  ${wholeText(lookups)} look-ups: ${wholeText(hits)} hits (${ratio}; ${tiers.join(", ")}), ${wholeText(misses)} misses, ${wholeText(bypasses)} bypasses, ${wholeText(errors)} errors`,
    `  saved ${stats.saved.money.toFixed(4)} ${stats.currency}, net ${stats.netSaved.toFixed(4)} ${stats.currency}`,
  ]
    .map((line) => line.replace(/\p{Cc}/gu, "·"))
    .join("\n");
}

export function formatTenants({ totals, tenants, currency }: AllTenantsStats): string {
  const line = (name: string, one: AllTenantsStats["totals"], growth = "") =>
    `  ${name}: ${wholeText(one.entries)} entries, ${bytesText(one.bytes)}, ${wholeText(one.lookups)} look-ups, hits ${one.hitRatio === undefined ? "none" : percentText(one.hitRatio)}, net ${one.netSaved.toFixed(4)} ${currency}${growth}`;
  return [
    `${wholeText(tenants.length)} tenants`,
    line("all together", totals),
    ...tenants.map((one) =>
      line(
        one.tenant,
        one,
        one.growth === undefined ? "" : `, ${bytesText(one.growth.bytesPerDay)} more each day`,
      ),
    ),
  ]
    .map((text) => text.replace(/\p{Cc}/gu, "·"))
    .join("\n");
}
