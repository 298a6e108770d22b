import { once } from "node:events";
import { createGateway } from "../../gateway/index.js";
import { startRedis8 } from "../../testing/index.js";
import { parseServeArgs, SERVE_HELP } from "./args.js";
import { configFileOf, serveConfig } from "./serve-config.js";

/**
 * `octavec serve`: runs until the signal is aborted, then lets running requests end.
 *
 * @returns the exit code.
 * @throws UsageError; OctavecError as `createGateway` does; `REDIS_UNAVAILABLE` with `--demo`.
 */
export async function runServe(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseServeArgs(args);
  if (options === "help") {
    console.log(SERVE_HELP);
    return 0;
  }
  const file = configFileOf(options);
  const redis = options.demo ? await startRedis8() : undefined;
  try {
    const gateway = await createGateway(await serveConfig(file, options, redis?.url), { log: printLine });
    const { host, port, adminPort } = gateway;
    printLine({ event: "listening", port, adminPort, host });
    if (!signal.aborted) await once(signal, "abort");
    printLine({ event: "draining" });
    await gateway.close();
    printLine({ event: "closed" });
    return 0;
  } finally {
    await redis?.stop();
  }
}

function printLine(line: object): void {
  process.stdout.write(`${JSON.stringify({ ...line, time: new Date().toISOString() })}\n`);
}
