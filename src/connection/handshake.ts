import { OctavecError } from "../errors/index.js";
import type { Capabilities, Reply } from "../executor.js";
import { hasSafeThreads } from "./advisories.js";

/** What the first reply on a connection says of the server behind it. */
export interface ServerIdentity extends Capabilities {
  /** `standalone`, `sentinel` or `cluster`. */
  readonly mode: string;
  /** `master` or `replica`. */
  readonly role: string;
}

/** What a connection is for, where that is not the ordinary: talking to a primary that keeps vectors. */
export interface Handshake {
  /** The server is a Sentinel, which keeps no data and needs no Vector Sets. Default false. */
  readonly sentinel?: boolean;
  /** Says READONLY: a replica in a cluster then answers reads itself instead of naming its primary. Default false. */
  readonly readsFromReplica?: boolean;
}

/**
 * Reads the reply of `HELLO` (https://redis.io/docs/latest/commands/hello/): version, mode, role and modules in one
 * round trip, allowed to every ACL user that can connect at all. Redis 8 lists its built-in `vectorset` module there
 * (seen on 8.0.2 and 8.2.3).
 *
 * @throws OctavecError `UNSUPPORTED_SERVER` below Redis 8 or without Vector Sets, unless a Sentinel is wanted.
 */
export function readIdentity(
  hello: Reply,
  label: string,
  { sentinel = false }: Handshake = {},
): ServerIdentity {
  const fields = pairsOf(hello);
  const version = String(fields.get("version") ?? "unknown");
  const name = String(fields.get("server") ?? "unknown");
  const modules = fields.get("modules");
  const hasVectorSets =
    Array.isArray(modules) && modules.some((module) => pairsOf(module).get("name") === "vectorset");
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  if (!sentinel && (!(major >= 8) || !hasVectorSets)) {
    const found = major >= 8 ? `${name} ${version} without the vectorset module` : `${name} ${version}`;
    throw new OctavecError(
      "UNSUPPORTED_SERVER",
      `octavec needs Redis 8 or newer with Vector Sets, but ${label} is ${found}. ` +
        "Start one with `docker compose -f node_modules/octavec/docker-compose.redis8.yml up --wait`, or point the URL at a Redis 8.",
      { details: { server: name, version, hasVectorSets } },
    );
  }
  const release = major * 10_000 + minor * 100 + patch;
  return {
    version,
    mode: String(fields.get("mode") ?? "unknown"),
    role: String(fields.get("role") ?? "unknown"),
    withAttributes: release >= 80_200 || (minor === 0 && release >= 80_003),
    range: release >= 80_400,
    safeThreads: hasSafeThreads(version),
    exactEpsilon: release >= 80_400 || (minor === 2 && patch >= 2) || (minor === 0 && patch >= 4),
  };
}

/** A map that arrived as a flat array (key, value, key, value …). Anything else reads as empty. */
function pairsOf(reply: Reply | undefined): Map<string, Reply> {
  const pairs = new Map<string, Reply>();
  if (!Array.isArray(reply)) return pairs;
  for (let index = 0; index + 1 < reply.length; index += 2) {
    pairs.set(String(reply[index]), reply[index + 1]);
  }
  return pairs;
}
