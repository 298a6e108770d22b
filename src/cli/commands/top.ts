import { type CacheFlags, openNamedCache, withCacheFlags } from "../cache/cache-flags.js";
import type { MakeCommand } from "../program/command-context.js";
import { connectFromFlags, REDIS_FLAG } from "../program/connect-from-flags.js";
import { commandOf } from "../program/help.js";
import { wholeNumber } from "../program/option-values.js";
import { runTop } from "../top/run-top.js";

type TopFlags = CacheFlags & {
  readonly redis?: string;
  readonly intervalMs: number;
  readonly count?: number;
  readonly json: boolean;
};

/** `octavec top`. */
export const topCommand: MakeCommand = ({ signal }) =>
  withCacheFlags(
    commandOf("top", {
      about: "a live view: rates, latencies, memory, and the hits of a cache",
      more: "q ends it. With --tenant it also shows what that tenant's cache does.",
      examples: [
        "octavec top --redis redis://localhost:6379",
        "octavec top --namespace support --tenant acme",
        "octavec top --json --interval-ms 5000 --count 12",
      ],
    }),
  )
    .option(...REDIS_FLAG)
    .option(
      "--interval-ms <ms>",
      "milliseconds between two updates, 100 to 60000",
      wholeNumber("--interval-ms", 100, 60_000),
      1_000,
    )
    .option("--count <count>", "end after so many updates", wholeNumber("--count", 1, 1_000_000))
    .option("--json", "print one line of JSON for each update", false)
    .action(async ({ redis, intervalMs, count, json, ...named }: TopFlags) => {
      await using client = await connectFromFlags(redis);
      await using cache = named.tenant === undefined ? undefined : openNamedCache(client, named);
      await runTop({ client, cache }, { intervalMs, count, json }, signal);
    });
