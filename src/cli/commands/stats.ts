import { survey } from "../../doctor/index.js";
import { type CacheFlags, openNamedCache, openNamespace, withCacheFlags } from "../cache/cache-flags.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { commandOf } from "../program/help.js";
import { printJson } from "../program/print.js";
import { forecastMemory } from "../stats/forecast.js";
import { formatCache, formatForecast, formatServer, formatTenants } from "../stats/format-stats.js";
import { recordMemory } from "../stats/memory-history.js";

type StatsFlags = CacheFlags & {
  readonly redis?: string;
  readonly allTenants: boolean;
  readonly history: boolean;
  readonly json: boolean;
};

/** `octavec stats`. */
export const statsCommand: MakeCommand = ({ signal }) =>
  withCacheFlags(
    commandOf("stats", {
      about: "what a server holds, what a cache did, and when memory is full",
      more: `With --tenant it also prints what that tenant's cache did since its ledger began. --history adds the memory in use to a series
of at most 2,000 samples on the server, and says when maxmemory will be reached.`,
      examples: [
        "octavec stats --redis redis://localhost:6379",
        "octavec stats --namespace support --tenant acme --json",
        "octavec stats --namespace support --all-tenants",
        "octavec stats --history",
      ],
    }),
  )
    .option(...REDIS_FLAG)
    .option("--all-tenants", "every tenant of the namespace, and the totals", false)
    .option("--history", "add a sample to the series of memory on the server, and forecast", false)
    .option("--json", "print the figures as JSON", false)
    .action(async ({ redis, allTenants, history, json, ...named }: StatsFlags) => {
      await using client = await connectFromFlags(redis);
      const server = await survey(client, { namespace: named.namespace, signal });
      const samples = history ? await recordMemory(client, server.usedBytes, signal) : undefined;
      const forecast = samples && forecastMemory(samples, server.maxmemoryBytes);
      await using cache = named.tenant === undefined ? undefined : openNamedCache(client, named);
      const stats = await cache?.stats({ signal });
      await using caches = allTenants ? openNamespace(client, named) : undefined;
      const tenants = await caches?.stats({ tenants: "all", signal });
      if (json) {
        return printJson({
          server,
          ...(stats && { cache: stats }),
          ...(tenants && { tenants }),
          ...(samples && { history: samples, forecast: forecast ?? null }),
        });
      }
      console.log(formatServer(server));
      if (samples !== undefined) console.log(formatForecast(forecast));
      if (stats !== undefined) console.log(formatCache(stats));
      if (tenants !== undefined) console.log(formatTenants(tenants));
    });
