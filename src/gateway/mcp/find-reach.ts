import type { VectorClient } from "../../client.js";
import type { Embedder } from "../../embedding/index.js";
import { CollectionNames, type McpReach, type ReachableCache } from "../../mcp/index.js";
import type { MinuteLimits } from "../access/index.js";
import type { CacheDirectory } from "../caches/index.js";
import type { ProxySettings } from "../proxy/index.js";
import { entriesOf } from "./entries-of.js";
import type { McpKey, McpSettings } from "./mcp-settings.js";

export interface ReachParts {
  readonly client: VectorClient;
  readonly namespace: string;
  readonly directory: CacheDirectory;
  readonly embedder: Embedder | undefined;
  readonly settings: () => McpSettings | undefined;
  readonly proxy: () => ProxySettings | undefined;
}

/** A caller of the tools. */
export interface McpCaller {
  readonly reach: McpReach;
  /** Names the key in the log. Undefined without a key. */
  readonly keyId: string | undefined;
  /** What each request is counted under, and the limits of it. */
  readonly limits: readonly { readonly keyId: string; readonly limits: MinuteLimits }[];
}

/** What one key, in one of its roles, adds to a caller. */
interface Part extends Omit<McpCaller, "reach"> {
  readonly caches: readonly ReachableCache[];
  readonly collections?: McpReach["collections"];
}

/**
 * What a credential opens: a key of the tools, of caches, of the proxy, or of several of them.
 *
 * @returns undefined if it opens nothing.
 * @throws OctavecError the code of a command, if only Redis knows the key and does not answer.
 */
export async function findReach(
  parts: ReachParts,
  credential: string | undefined,
): Promise<McpCaller | undefined> {
  const settings = parts.settings();
  if (settings === undefined) return undefined;
  const found =
    credential === undefined
      ? [partOfNobody(parts, settings)]
      : [
          partOfKey(parts, settings.keyFor(credential)),
          await partOfCaches(parts, settings, credential),
          partOfProxy(parts, settings, credential),
        ];
  const roles = found.filter((part) => part !== undefined);
  const [first] = roles;
  if (first === undefined) return undefined;
  const { client, namespace, embedder } = parts;
  const collections = roles.find((role) => role.collections !== undefined)?.collections;
  const caches = mergeCaches(roles.flatMap((role) => role.caches));
  return {
    reach: { client, namespace, embedder, collections, caches },
    keyId: first.keyId,
    limits: roles.flatMap(({ limits }) => limits),
  };
}

/** Everything that asks for no key, where the configuration says so. */
function partOfNobody({ directory, namespace }: ReachParts, { open, write }: McpSettings): Part | undefined {
  if (!open) return undefined;
  const caches = directory.list().filter(({ definition }) => definition.isOpen);
  return {
    keyId: undefined,
    limits: [],
    collections: { names: new CollectionNames(["*"]), write },
    caches: caches.map((cache) => entriesOf(cache, namespace, write)),
  };
}

function partOfKey({ directory, namespace }: ReachParts, key: McpKey | undefined): Part | undefined {
  if (key === undefined) return undefined;
  const { keyId, write, collections: names, requestsPerMinute } = key;
  const caches = directory
    .list()
    .filter(({ definition: { from, name } }) => from === "config" && key.caches.includes(name));
  return {
    keyId,
    limits: requestsPerMinute === undefined ? [] : [{ keyId: `mcp ${keyId}`, limits: { requestsPerMinute } }],
    collections: names === undefined ? undefined : { names, write },
    caches: caches.map((cache) => entriesOf(cache, namespace, write)),
  };
}

/** A key of caches, from the file or of the control plane. Its limits are those of its other requests. */
async function partOfCaches(
  { directory, namespace }: ReachParts,
  { write }: McpSettings,
  credential: string,
): Promise<Part | undefined> {
  const opened = await directory.openedBy(credential);
  if (opened === undefined) return undefined;
  const { caller, entries } = opened;
  return {
    keyId: caller.keyId,
    limits: entries.map(({ grant }) => ({ keyId: `${caller.keyId} ${grant.cacheId}`, limits: grant })),
    caches: entries.map(({ cache, grant }) =>
      entriesOf(cache, namespace, write && grant.actions.includes("write")),
    ),
  };
}

/** A key of the proxy opens the answers of its own tenant. */
function partOfProxy(
  { directory, namespace, proxy }: ReachParts,
  { write }: McpSettings,
  credential: string,
): Part | undefined {
  const settings = proxy();
  const caller = settings?.callers.callerWith(credential);
  const cache = settings === undefined ? undefined : directory.named(settings.cache);
  if (caller?.isKnown !== true || cache === undefined) return undefined;
  const { tenant, limited } = caller;
  const { definition, answers } = cache;
  return {
    keyId: tenant,
    limits: limited === undefined ? [] : [limited],
    caches: [
      {
        name: `${definition.name}/answers`,
        id: `${namespace} ${definition.id}-answers ${tenant}`,
        cache: answers.forTenant(tenant),
        write,
      },
    ],
  };
}

/** A cache that two roles open is there once, with the right of either. */
function mergeCaches(caches: readonly ReachableCache[]): ReachableCache[] {
  const merged = new Map<string, ReachableCache>();
  for (const cache of caches) {
    const write = cache.write || merged.get(cache.id)?.write === true;
    merged.set(cache.id, { ...cache, write });
  }
  return [...merged.values()];
}
