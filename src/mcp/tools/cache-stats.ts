import { z } from "zod";
import { cacheName, cacheNamed } from "../caches/named-cache.js";
import { defineTool } from "../contract/tool.js";

export const cacheStats = defineTool({
  name: "cache_stats",
  title: "Statistics of the cache",
  description:
    "Says what a cache did and what it was worth since its account began, over all processes: hits and misses by reason, tokens and " +
    "money saved, number of entries, feedback. Without a name it lists the caches if there are several.",
  of: "caches",
  right: "read",
  isDestructive: false,
  isIdempotent: true,
  input: z.strictObject({ cache: cacheName }),
  output: z.object({
    caches: z.array(z.string()).describe("Names of the caches that may be used."),
    stats: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        "The figures of the cache, as cache.stats() of octavec gives them. Times are in milliseconds.",
      ),
  }),
  async run({ reach, signal }, { cache: name }) {
    const names = reach.caches.slice(0, MOST_NAMES).map((cache) => cache.name);
    if (name === undefined && reach.caches.length !== 1) return { caches: names };
    const { tenant: _, ...stats } = await cacheNamed(reach, name).cache.stats({ signal });
    return { caches: names, stats };
  },
});

const MOST_NAMES = 1_000;
