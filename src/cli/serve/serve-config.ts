import { existsSync } from "node:fs";
import type { GatewayConfig } from "../../gateway/index.js";
import { LOOPBACK } from "../program/loopback.js";
import type { ServeOptions } from "./serve-options.js";

const NAMES = ["./octavec.yaml", "./octavec.yml", "./octavec.json"];

/** The cache of a gateway for which none is configured. */
const FIRST_CACHE = { id: "0123456789abcdef0123456789abcdef", name: "default" };

/** The file of the configuration: the one that was named, else one of this folder, if there is one. */
export function configFileOf({ config }: Pick<ServeOptions, "config">): string | undefined {
  return config ?? NAMES.find((name) => existsSync(name));
}

/**
 * The configuration: the file, with what the flags say in its place.
 *
 * @param demoUrl - URL of the Redis that was started for this process.
 * @throws OctavecError `INVALID_OPTIONS`, `MISSING_DEPENDENCY`.
 */
export async function serveConfig(
  file: string | undefined,
  { port, adminPort, redis }: Pick<ServeOptions, "port" | "adminPort" | "redis">,
  demoUrl: string | undefined,
): Promise<GatewayConfig> {
  const { checkGatewayConfig, readConfigFile } = await import("../../gateway/index.js");
  const config =
    file === undefined ? checkGatewayConfig({ caches: [FIRST_CACHE] }) : await readConfigFile(file);
  const { listen } = config;
  return {
    ...config,
    caches: [...config.caches],
    redis: demoUrl ?? redis ?? config.redis,
    listen: { ...listen, port: port ?? listen.port, adminPort: adminPort ?? listen.adminPort },
    mcp: config.mcp ?? (demoUrl !== undefined && LOOPBACK.has(listen.host) ? await demoTools() : undefined),
  };
}

/** The tools of a demo, which ask for no key and only read. Nobody has asked for them, so they may be missing. */
async function demoTools(): Promise<GatewayConfig["mcp"]> {
  const { isMcpInstalled } = await import("../../gateway/index.js");
  return (await isMcpInstalled()) ? { open: true } : undefined;
}
