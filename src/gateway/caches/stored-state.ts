import { isOctavecError } from "../../errors/index.js";
import type { Command, Executor } from "../../executor.js";
import { hashTag } from "../../options/index.js";
import { pairsOf, repliesOf, textOf } from "../../reply.js";
import { type Caller, hashOfKey, isKeyOfHash } from "../access/index.js";
import type { CacheDefinition } from "./cache-definition.js";
import {
  type HeldKey,
  readStoredCache,
  readStoredKey,
  type StoredKey,
  writeStoredCache,
} from "./stored-records.js";

/** A change by another process counts here after this time at most, and at once if something unknown is asked for. */
const FRESH_MS = 1_000;
const TIMEOUT_MS = 500;

/** `oct_`, the id of the key, and the secret. */
const TOKEN = /^oct_([0-9a-f]{32})_[A-Za-z0-9_-]{43}$/;

/**
 * What the control plane made: caches and keys, in two hashes of Redis. A version beside them rises with every change. It is read when
 * requests come, so nothing runs in the background.
 */
export class StoredState {
  readonly #executor: Executor;
  readonly #tag: string;
  readonly #onCaches: (definitions: readonly CacheDefinition[]) => Promise<void>;
  #keys = new Map<string, HeldKey>();
  #version: string | undefined;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  /** @param onCaches - Called with all caches when one has changed. */
  constructor(
    executor: Executor,
    namespace: string,
    onCaches: (definitions: readonly CacheDefinition[]) => Promise<void>,
  ) {
    this.#executor = executor;
    this.#tag = hashTag({ namespace }, "gateway");
    this.#onCaches = onCaches;
  }

  /**
   * Reads what has changed, unless it was read `lately`.
   *
   * @throws OctavecError the code of a command, if nothing was ever read. Later the last reading counts while Redis is down.
   */
  async refresh(when: "now" | "lately"): Promise<void> {
    if (when === "lately" && performance.now() - this.#askedAtMs < FRESH_MS) return;
    // A reading that has begun may not see what has just changed.
    if (when === "now") await this.#asking?.catch(() => {});
    this.#asking ??= this.#read().finally(() => {
      this.#asking = undefined;
    });
    try {
      await this.#asking;
    } catch (error) {
      if (this.#version === undefined || !isOctavecError(error)) throw error;
    }
  }

  /** @throws OctavecError the code of a command, if Redis does not answer. */
  async check(): Promise<void> {
    await this.#read();
  }

  /** The owner of a token of the control plane. Undefined for an unknown one. @throws as `refresh`. */
  async callerOf(token: string): Promise<Caller | undefined> {
    const keyId = TOKEN.exec(token)?.[1];
    if (keyId === undefined) return undefined;
    await this.refresh(this.#keys.has(keyId) ? "lately" : "now");
    const key = this.#keys.get(keyId);
    if (key === undefined) return undefined;
    return isKeyOfHash(hashOfKey(token), Buffer.from(key.hash, "hex")) ? key.caller : undefined;
  }

  keys(): StoredKey[] {
    return [...this.#keys.values()].map(({ caller: _, ...key }) => key);
  }

  key(keyId: string): StoredKey | undefined {
    return this.#keys.get(keyId);
  }

  putCache(definition: CacheDefinition): Promise<void> {
    return this.#change(["HSET", this.#name("caches"), definition.id, writeStoredCache(definition)]);
  }

  removeCache(cacheId: string): Promise<void> {
    return this.#change(["HDEL", this.#name("caches"), cacheId]);
  }

  putKey(key: StoredKey): Promise<void> {
    return this.#change(["HSET", this.#name("keys"), key.keyId, JSON.stringify(key)]);
  }

  removeKey(keyId: string): Promise<void> {
    return this.#change(["HDEL", this.#name("keys"), keyId]);
  }

  /** Changes and tells all processes in one step. */
  async #change(command: Command): Promise<void> {
    const steps = [{ transaction: [command, ["INCR", this.#name("version")]] }];
    repliesOf(await this.#executor.pipeline(steps, { idempotent: true, timeoutMs: TIMEOUT_MS }));
    await this.refresh("now");
  }

  async #read(): Promise<void> {
    this.#askedAtMs = performance.now();
    const options = { readOnly: true, timeoutMs: TIMEOUT_MS };
    const version = textOf(await this.#executor.send(["GET", this.#name("version")], options)) ?? "0";
    if (version === this.#version) return;
    const [caches, keys] = repliesOf(
      await this.#executor.pipeline(
        [
          ["HGETALL", this.#name("caches")],
          ["HGETALL", this.#name("keys")],
        ],
        { ...options, binary: true },
      ),
    );
    const held = pairsOf(keys).flatMap(([, text]) => readStoredKey(text) ?? []);
    this.#keys = new Map(held.map((key) => [key.keyId, key]));
    await this.#onCaches(pairsOf(caches).flatMap(([, text]) => readStoredCache(text) ?? []));
    this.#version = version;
  }

  #name(part: "caches" | "keys" | "version"): string {
    return `${this.#tag}:${part}`;
  }
}
