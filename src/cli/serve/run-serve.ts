import { once } from "node:events";
import { unwatchFile, watchFile } from "node:fs";
import type { Gateway } from "../../gateway/index.js";
import { isOctavecError } from "../../index.js";
import { configFileOf, serveConfig } from "./serve-config.js";
import type { ServeOptions } from "./serve-options.js";

/** How often the files are looked at. Polling also sees files that a mount or an editor puts in place of others. */
const WATCH_INTERVAL_MS = 1_000;

const NO_TOOLS =
  "The demo has no tools for agents at /mcp. They need npm install @modelcontextprotocol/server, and a gateway of this machine alone.";

/**
 * `octavec serve`: runs until the signal is aborted, then lets running requests end.
 *
 * @throws OctavecError as `createGateway` does; `REDIS_UNAVAILABLE` with `--demo`.
 */
export async function runServe(options: ServeOptions, signal: AbortSignal): Promise<void> {
  const file = configFileOf(options);
  // Only this command needs them.
  const { createGateway } = await import("../../gateway/index.js");
  const redis = options.demo ? await (await import("../../testing/index.js")).startRedis8() : undefined;
  try {
    const readConfig = () => serveConfig(file, options, redis?.url);
    const config = await readConfig();
    if (options.demo && config.mcp === undefined) printLine({ event: "no-mcp", advice: NO_TOOLS });
    const gateway = await createGateway(config, { log: printLine });
    const { certFile, keyFile, caFile } = config.listen?.tls ?? {};
    const files = [file, certFile, keyFile, caFile].filter((path) => path !== undefined);
    const stopFollowing = followFiles(files, () => void reload(gateway, readConfig));
    const { host, port, adminPort } = gateway;
    printLine({ event: "listening", port, adminPort, host });
    if (!signal.aborted) await once(signal, "abort");
    printLine({ event: "draining" });
    stopFollowing();
    await gateway.close();
    printLine({ event: "closed" });
  } finally {
    await redis?.stop();
  }
}

/** Calls back on SIGHUP and when a file changes, until the returned function is called. */
function followFiles(files: readonly string[], onChange: () => void): () => void {
  process.on("SIGHUP", onChange);
  for (const file of files) watchFile(file, { interval: WATCH_INTERVAL_MS, persistent: false }, onChange);
  return () => {
    process.off("SIGHUP", onChange);
    for (const file of files) unwatchFile(file, onChange);
  };
}

/** A configuration that does not fit changes nothing. */
async function reload(gateway: Gateway, readConfig: () => ReturnType<typeof serveConfig>): Promise<void> {
  try {
    const restartNeededFor = await gateway.reload(await readConfig());
    printLine({ event: "reloaded", restartNeededFor });
  } catch (error) {
    const code = isOctavecError(error) ? error.code : undefined;
    printLine({
      event: "reload-failed",
      code,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

function printLine(line: object): void {
  process.stdout.write(`${JSON.stringify({ ...line, time: new Date().toISOString() })}\n`);
}
