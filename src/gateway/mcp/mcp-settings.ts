import { CollectionNames } from "../../mcp/index.js";
import { hashOfKey, isKeyOfHash, keyIdOf } from "../access/index.js";
import { type CheckedGatewayConfig, type Environment, secretOf } from "../config/index.js";

/** A key for tools, and what it opens. */
export interface McpKey {
  /** Names the key in logs and counters: the beginning of its hash. */
  readonly keyId: string;
  readonly write: boolean;
  /** Undefined: no collection. */
  readonly collections: CollectionNames | undefined;
  /** Names of caches of the configuration. */
  readonly caches: readonly string[];
  readonly requestsPerMinute: number | undefined;
}

/** The tools of a configuration, with the keys as hashes. */
export interface McpSettings {
  /** Whether there are tools that write. */
  readonly write: boolean;
  /** Whether callers may come without a key. */
  readonly open: boolean;
  readonly originHosts: readonly string[];
  /** Compares with every key, so that the time does not say which one it was. */
  keyFor(credential: string): McpKey | undefined;
}

/** @throws OctavecError `INVALID_OPTIONS` if a variable with a key is not set; `INVALID_ARGUMENT` for a name of no collection. */
export function mcpSettings(
  { mcp }: CheckedGatewayConfig,
  environment: Environment,
): McpSettings | undefined {
  if (mcp === undefined) return undefined;
  const held = mcp.keys.map(({ env, collections, ...key }, index) => {
    const hash = hashOfKey(secretOf(environment, env, `mcp.keys.${index}.env`));
    const names = collections.length === 0 ? undefined : new CollectionNames(collections);
    const keyId = keyIdOf(hash);
    const { write, caches, requestsPerMinute } = key;
    return { hash, key: { keyId, collections: names, write, caches, requestsPerMinute } };
  });
  const { write, open, originHosts } = mcp;
  return {
    write,
    open,
    originHosts,
    keyFor(credential) {
      const given = hashOfKey(credential);
      let found: McpKey | undefined;
      for (const { hash, key } of held) if (isKeyOfHash(hash, given)) found = key;
      return found;
    },
  };
}
