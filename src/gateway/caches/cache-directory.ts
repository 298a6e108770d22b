import { type Action, type Caller, type Grant, grantFor, KeyRing } from "../access/index.js";
import { type CheckedCacheConfig, type Environment, secretOf } from "../config/index.js";
import { type CacheDefinition, definitionOf } from "./cache-definition.js";
import { type CacheParts, closeGatewayCache, type GatewayCache, openGatewayCache } from "./gateway-cache.js";

/** Says that a caller may not do what it asked for. */
export type Refusal = "no-key" | "unknown-cache" | "not-granted";

/** A cache that a caller may use. Without caller and grant if it is open. */
export interface Entry {
  readonly cache: GatewayCache;
  readonly caller?: Caller | undefined;
  readonly grant?: Grant | undefined;
}

/** The caches of the gateway and who may use them. */
export class CacheDirectory {
  readonly #parts: CacheParts;
  readonly #open = new Map<string, GatewayCache>();
  #ring = new KeyRing();

  constructor(parts: CacheParts) {
    this.#parts = parts;
  }

  /**
   * Takes the caches and keys of a configuration in place of those of the last one. Caches that did not change stay open.
   *
   * @throws OctavecError `INVALID_OPTIONS` if a variable with a key is not set. Nothing has changed then.
   */
  async configure(caches: readonly CheckedCacheConfig[], environment: Environment): Promise<void> {
    const ring = new KeyRing();
    for (const [index, { id, keys }] of caches.entries()) {
      for (const [at, { env, ...rights }] of keys.entries()) {
        ring.add(secretOf(environment, env, `caches.${index}.keys.${at}.env`), { cacheId: id, ...rights });
      }
    }
    const definitions = caches.map((cache) =>
      definitionOf(cache, this.#open.get(cache.id)?.definition.createdAtMs ?? Date.now()),
    );
    this.#ring = ring;
    await this.#replace("config", definitions);
  }

  /** The cache with this id that the credential may use in this way, or why it may not. */
  async enter(cacheId: string, key: string | undefined, action: Action): Promise<Entry | Refusal> {
    const cache = this.#open.get(cacheId);
    if (cache?.definition.isOpen) return { cache };
    const caller = key === undefined ? undefined : this.#callerOf(key);
    if (caller === undefined) return this.#isOpenToAll ? "unknown-cache" : "no-key";
    if (cache === undefined) return "unknown-cache";
    const grant = grantFor(caller, cacheId, action);
    return grant === undefined ? "not-granted" : { cache, caller, grant };
  }

  get(cacheId: string): GatewayCache | undefined {
    return this.#open.get(cacheId);
  }

  named(name: string): GatewayCache | undefined {
    return this.list().find(({ definition }) => definition.name === name);
  }

  list(): GatewayCache[] {
    return [...this.#open.values()];
  }

  async close(): Promise<void> {
    const open = this.list();
    this.#open.clear();
    await Promise.all(open.map(closeGatewayCache));
  }

  /** Whether no cache asks for a key, so that nothing is hidden. */
  get #isOpenToAll(): boolean {
    return this.list().every(({ definition }) => definition.isOpen);
  }

  #callerOf(key: string): Caller | undefined {
    return this.#ring.callerOf(key);
  }

  /** Makes the open caches of one origin those of the definitions. Requests that use a replaced cache end as they began. */
  async #replace(from: CacheDefinition["from"], definitions: readonly CacheDefinition[]): Promise<void> {
    const wanted = new Map(definitions.map((definition) => [definition.id, definition]));
    const left: GatewayCache[] = [];
    for (const [id, cache] of this.#open) {
      if (cache.definition.from !== from && !wanted.has(id)) continue;
      if (isSame(cache.definition, wanted.get(id))) continue;
      this.#open.delete(id);
      left.push(cache);
    }
    for (const [id, definition] of wanted) {
      if (!this.#open.has(id)) this.#open.set(id, openGatewayCache(definition, this.#parts));
    }
    await Promise.all(left.map(closeGatewayCache));
  }
}

function isSame(definition: CacheDefinition, other: CacheDefinition | undefined): boolean {
  return JSON.stringify(definition) === JSON.stringify(other);
}
