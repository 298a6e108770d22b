import { type Action, type Caller, type Grant, grantFor, KeyRing } from "../access/index.js";
import { type CheckedCacheConfig, type Environment, secretOf } from "../config/index.js";
import { definitionOf } from "./cache-definition.js";
import type { EntrySecrets } from "./entry-secrets.js";
import type { CacheParts, GatewayCache } from "./gateway-cache.js";
import { OpenCaches } from "./open-caches.js";
import { StoredState } from "./stored-state.js";

/** Says that a caller may not do what it asked for. */
export type Refusal = "no-key" | "unknown-cache" | "not-granted";

/** A cache that a caller may use. Without caller and grant if it is open. */
export interface Entry {
  readonly cache: GatewayCache;
  readonly caller?: Caller | undefined;
  readonly grant?: Grant | undefined;
}

/** What a key opens. */
export interface OpenedCaches {
  readonly caller: Caller;
  readonly entries: readonly { readonly cache: GatewayCache; readonly grant: Grant }[];
}

/**
 * The caches of the gateway and who may use them: those of the configuration, and those that the control plane made, which are in
 * Redis, so that every process has them.
 */
export class CacheDirectory {
  readonly stored: StoredState;
  readonly #caches: OpenCaches;
  readonly #isManaged: boolean;
  readonly #secrets: EntrySecrets;
  #ring = new KeyRing();

  /** @param isManaged - Whether there is a control plane: its caches always ask for a key. */
  constructor(parts: CacheParts, isManaged: boolean) {
    this.#isManaged = isManaged;
    this.#secrets = parts.secrets;
    this.#caches = new OpenCaches(parts);
    this.stored = new StoredState(parts.client.executor, parts.namespace, (definitions) =>
      this.#caches.replace("control", definitions),
    );
  }

  /**
   * Takes the caches and keys of a configuration in place of those of the last one.
   *
   * @throws OctavecError `INVALID_OPTIONS` if a variable with a key is not set. Nothing has changed then.
   */
  async configure(caches: readonly CheckedCacheConfig[], environment: Environment): Promise<void> {
    const ring = new KeyRing();
    for (const [index, { id, keys, encryption }] of caches.entries()) {
      // Opening the caches reads them, too, when it is too late for a refusal.
      this.#secrets.of(encryption, `caches.${index}.encryption`);
      for (const [at, { env, ...rights }] of keys.entries()) {
        ring.add(secretOf(environment, env, `caches.${index}.keys.${at}.env`), { cacheId: id, ...rights });
      }
    }
    const definitions = caches.map((cache) =>
      definitionOf(cache, this.#caches.get(cache.id)?.definition.createdAtMs ?? Date.now()),
    );
    this.#ring = ring;
    await this.#caches.replace("config", definitions);
  }

  /**
   * The cache with this id that the credential may use in this way, or why it may not.
   *
   * @throws OctavecError the code of a command, if only Redis knows and does not answer.
   */
  async enter(cacheId: string, key: string | undefined, action: Action): Promise<Entry | Refusal> {
    const open = this.#caches.get(cacheId);
    if (open?.definition.isOpen) return { cache: open };
    const caller = key === undefined ? undefined : await this.#callerOf(key);
    if (caller === undefined) return this.#isOpenToAll ? "unknown-cache" : "no-key";
    const cache = this.#caches.get(cacheId) ?? (await this.find(cacheId));
    if (cache === undefined) return "unknown-cache";
    const grant = grantFor(caller, cacheId, action);
    return grant === undefined ? "not-granted" : { cache, caller, grant };
  }

  /**
   * Every cache that a credential opens, each with its grant.
   *
   * @returns undefined for an unknown credential.
   * @throws OctavecError the code of a command, if only Redis knows and does not answer.
   */
  async openedBy(key: string): Promise<OpenedCaches | undefined> {
    const caller = await this.#callerOf(key);
    if (caller === undefined) return undefined;
    const opened = await Promise.all(
      caller.grants.map(async (grant) => ({ grant, cache: await this.find(grant.cacheId) })),
    );
    const entries = opened.flatMap(({ grant, cache }) => (cache === undefined ? [] : [{ grant, cache }]));
    return { caller, entries };
  }

  /** A cache by its id; asks Redis for one that is unknown. @throws OctavecError the code of a command. */
  async find(cacheId: string): Promise<GatewayCache | undefined> {
    const known = this.#caches.get(cacheId);
    if (known?.definition.from === "config") return known;
    await this.stored.refresh(known === undefined ? "now" : "lately");
    return this.#caches.get(cacheId);
  }

  named(name: string): GatewayCache | undefined {
    return this.list().find(({ definition }) => definition.name === name);
  }

  list(): GatewayCache[] {
    return this.#caches.list();
  }

  close(): Promise<void> {
    return this.#caches.close();
  }

  /** Whether no cache asks for a key, so that nothing is hidden. */
  get #isOpenToAll(): boolean {
    return !this.#isManaged && this.list().every(({ definition }) => definition.isOpen);
  }

  async #callerOf(key: string): Promise<Caller | undefined> {
    return this.#ring.callerOf(key) ?? (await this.stored.callerOf(key));
  }
}
