import { once } from "node:events";
import type { MakeCommand } from "../program/command-context.js";
import { commandOf } from "../program/help.js";
import { printJson } from "../program/print.js";

/** `octavec redis`. */
export const redisCommand: MakeCommand = ({ signal }) =>
  commandOf("redis", {
    about: "start a Redis 8 for experiments, until Ctrl-C",
    more: "It takes what this machine has: REDIS_URL, a redis-server, Docker, or a package of Debian. Its data is lost afterwards.",
    examples: ["octavec redis", "octavec redis --maxmemory 100mb --appendonly yes"],
  })
    .usage("[options] [options of redis-server]")
    .argument("[args...]", "options of redis-server")
    .option("--json", "print version, source and URL as one line of JSON", false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[], { json }: { json: boolean }) => {
      if (!json) console.log("Looking for a Redis 8 (the first time this may download one) …");
      // Only this command and `serve --demo` need it.
      const { startRedis8 } = await import("../../testing/index.js");
      try {
        await using redis = await startRedis8({ args, signal });
        if (json) printJson({ url: redis.url, version: redis.version, source: redis.source });
        else console.log(describe(redis));
        if (!signal.aborted) await untilAborted(signal);
      } catch (error) {
        // The user need not wait for the start to end it.
        if (!signal.aborted) throw error;
      }
      if (!json) console.log("\nStopped.");
    });

function describe(redis: { version: string; source: string; origin: string; url: string }): string {
  return [
    `Redis ${redis.version} from ${redis.source}: ${redis.origin}`,
    `  ${redis.url}`,
    `  redis-cli -u ${redis.url}     (or any other client; the server has VADD, VSIM and the other vector set commands)`,
    redis.source === "url" ? "Ctrl-C ends this program, but not that server." : "Ctrl-C stops the server.",
  ].join("\n");
}

/** Keeps the process alive until the signal, which the server alone would not. */
async function untilAborted(signal: AbortSignal): Promise<void> {
  const day = setInterval(() => {}, 86_400_000);
  await once(signal, "abort");
  clearInterval(day);
}
