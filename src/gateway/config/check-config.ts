import { createHash } from "node:crypto";
import type { z } from "zod";
import { OctavecError } from "../../errors/index.js";
import { parseOptions } from "../../options/index.js";
import { gatewayConfigSchema } from "./config-schema.js";
import type { GatewayConfig } from "./gateway-config.js";

type Parsed = z.output<typeof gatewayConfigSchema>;
type CacheConfig = Parsed["caches"][number];

/** A cache whose id is known. */
export interface CheckedCacheConfig extends CacheConfig {
  id: string;
}

export interface CheckedGatewayConfig extends Omit<Parsed, "caches"> {
  readonly caches: readonly CheckedCacheConfig[];
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** @returns the configuration with its defaults. @throws OctavecError `INVALID_OPTIONS`. */
export function checkGatewayConfig(given: GatewayConfig): CheckedGatewayConfig {
  const config = parseOptions(gatewayConfigSchema, given, "gateway configuration");
  const caches = config.caches.map((cache) => ({ ...cache, id: cache.id ?? idOfName(cache.name) }));
  requireUnique(caches, "name");
  requireUnique(caches, "id");
  if (config.proxy !== undefined && !caches.some(({ name }) => name === config.proxy?.cache)) {
    throw invalid("proxy.cache", "expected the name of one of the caches");
  }
  requireKeys(config, caches);
  checkMcp(config, caches);
  return { ...config, caches };
}

/** A cache without an id gets one from its name, the same in every process. */
function idOfName(name: string): string {
  return createHash("sha256").update(`cache\0${name}`).digest("hex").slice(0, 32);
}

function requireUnique(caches: readonly CheckedCacheConfig[], field: "id" | "name"): void {
  const seen = new Set<string>();
  for (const [index, cache] of caches.entries()) {
    if (seen.has(cache[field])) throw invalid(`caches.${index}.${field}`, "an earlier cache has the same");
    seen.add(cache[field]);
  }
}

/** A cache without keys serves everybody, so it is refused where others than this machine can ask. */
function requireKeys({ listen }: Parsed, caches: readonly CheckedCacheConfig[]): void {
  if (LOOPBACK.test(listen.host)) return;
  const open = caches.findIndex(({ keys }) => keys.length === 0);
  if (open === -1) return;
  throw invalid(
    `caches.${open}.keys`,
    `the gateway listens on ${listen.host}, which other machines can reach, so expected one key or more`,
  );
}

/** Rights that the configuration gives nowhere else, and names of caches that are there. */
function checkMcp({ mcp, listen }: Parsed, caches: readonly CheckedCacheConfig[]): void {
  if (mcp === undefined) return;
  if (mcp.open && !LOOPBACK.test(listen.host)) {
    throw invalid(
      "mcp.open",
      `the gateway listens on ${listen.host}, which other machines can reach, so expected false, and mcp.keys`,
    );
  }
  for (const [index, key] of mcp.keys.entries()) {
    const path = `mcp.keys.${index}`;
    if (key.write && !mcp.write) throw invalid(`${path}.write`, "expected mcp.write: true beside it");
    if (key.collections.length + key.caches.length === 0) {
      throw invalid(path, "the key opens nothing, so expected collections or caches");
    }
    for (const [at, name] of key.caches.entries()) {
      if (caches.some((cache) => cache.name === name)) continue;
      throw invalid(`${path}.caches.${at}`, "expected the name of one of the caches");
    }
  }
}

function invalid(path: string, problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid gateway configuration: ${path}: ${problem}.`, {
    details: { issues: [{ path, problem }] },
  });
}
