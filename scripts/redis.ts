/**
 * `npm run redis` starts a Redis 8 for experiments, from whatever this machine has (see `startRedis8`), until Ctrl-C. Its
 * data is lost afterwards. `docker compose -f docker-compose.redis8.yml up` keeps the data.
 *
 * Arguments are passed to the server: `npm run redis -- --maxmemory 100mb`.
 */
import { startRedis8 } from "../src/testing/index.js";

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => stopping.abort());
}

try {
  console.log("Looking for a Redis 8 (the first time this may download one) …");
  await serveUntil(stopping.signal);
  console.log("\nStopped.");
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function serveUntil(signal: AbortSignal): Promise<void> {
  await using redis = await startRedis8({ args: process.argv.slice(2), signal });
  console.log(`Redis ${redis.version} from ${redis.source}: ${redis.origin}`);
  console.log(`  ${redis.url}`);
  console.log(
    `  redis-cli -u ${redis.url}     (or any other client; the server has VADD, VSIM and the other vector set commands)`,
  );
  console.log(
    redis.source === "url" ? "Ctrl-C ends this program, but not that server." : "Ctrl-C stops the server.",
  );
  await ended(signal);
}

/** Keeps the process alive until the signal, which the server alone would not. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const day = setInterval(() => {}, 86_400_000);
    const end = (): void => {
      clearInterval(day);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}
