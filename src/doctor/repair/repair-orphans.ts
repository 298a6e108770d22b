import type { VectorClient } from "../../client.js";
import { decodeVcard, encodeVcard, encodeVrandmember } from "../../commands/index.js";
import type { Command, Executor } from "../../executor.js";
import { listOf, readInteger, replyOf, textOf } from "../../reply.js";
import { literalInPattern, scanPages } from "../../scan.js";
import { Script } from "../../script.js";
import { lostGenerations } from "../checks/cache-entries.js";
import { type FoundGeneration, type Keyspace, readKeyspace } from "../facts/keyspace.js";
import { REMOVE_CODES, REMOVE_ENTRIES } from "./remove-orphans.lua.js";

export interface RepairOptions {
  /** Whether to remove what was found. Default false: it is only counted. */
  readonly apply?: boolean | undefined;
  /** Only collections and caches of this namespace. Default: all. */
  readonly namespace?: string | undefined;
  /** Called after each chunk with what was removed, or would be, so far. */
  readonly onProgress?: ((progress: { readonly found: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was removed, or would be. */
export interface RepairReport {
  readonly applied: boolean;
  /** Codes of elements that are gone. */
  readonly codes: number;
  /** Instants of expiry of elements that are gone. */
  readonly expiries: number;
  /** Entries of caches. */
  readonly entries: number;
  /** Vectors of caches. */
  readonly vectors: number;
  /** Keys of generations that a cache has forgotten. */
  readonly generationKeys: number;
}

/** Ids of one script: a few milliseconds at most. */
const CHUNK = 100;
/** DEL frees a set smaller than this within about a millisecond. */
const DELETE_WHOLE_BELOW = 1_000;

const codesScript = new Script(REMOVE_CODES, { readOnly: false });
const entriesScript = new Script(REMOVE_ENTRIES, { readOnly: false });

/**
 * Removes what `examine` calls orphaned: codes, instants of expiry, entries, vectors and generations. Works in chunks of 100,
 * between which the server answers others. Safe beside running programs: each chunk looks again in the step that removes. Idempotent.
 *
 * @throws OctavecError the codes of commands; the signal's reason. What was removed by then stays removed.
 */
export async function repairOrphans(
  client: VectorClient,
  options: RepairOptions = {},
): Promise<RepairReport> {
  const repair = new Repair(client.executor, options);
  const keyspace = await readKeyspace(client.executor, {
    namespace: options.namespace,
    signal: options.signal,
    readOnly: true,
    onOrphans: (keys) => repair.entries(keys),
  });
  await repair.collections(keyspace);
  const generations = [...keyspace.generations.values()];
  const send = { signal: options.signal, idempotent: true };
  const lost = await lostGenerations({ client, send }, generations);
  for (const one of lost) await repair.generation(one);
  for (const one of generations) if (!lost.includes(one)) await repair.vectors(one);
  return repair.report;
}

class Repair {
  readonly #counts = { codes: 0, expiries: 0, entries: 0, vectors: 0, generationKeys: 0 };
  readonly #mode: "" | "dry";

  constructor(
    private readonly executor: Executor,
    private readonly options: RepairOptions,
  ) {
    this.#mode = options.apply === true ? "" : "dry";
  }

  get report(): RepairReport {
    return { applied: this.#mode === "", ...this.#counts };
  }

  async collections({ codes, expiries }: Keyspace): Promise<void> {
    for (const tag of codes) {
      const key = `${tag}:codes`;
      for await (const ids of this.#pages(["HSCAN", key], 2)) {
        const args = ["HDEL", this.#mode, ...ids];
        this.#add("codes", await this.#run(codesScript, [`${tag}:v`, key], args));
      }
    }
    for (const tag of expiries) {
      const key = `${tag}:expiry`;
      for await (const ids of this.#pages(["ZSCAN", key], 2)) {
        const args = ["ZREM", this.#mode, ...ids];
        this.#add("expiries", await this.#run(codesScript, [`${tag}:v`, key], args));
      }
    }
  }

  /** @param keys - Keys of entries that no list names. */
  async entries(keys: readonly string[]): Promise<void> {
    const prefixOf = (key: string) => key.slice(0, key.lastIndexOf(":") + 1);
    for (const prefix of new Set(keys.map(prefixOf))) {
      const ofPrefix = keys.filter((key) => prefixOf(key) === prefix);
      const expiries = `${prefix.slice(0, -"e:".length)}exp`;
      const ids = ofPrefix.map((key) => key.slice(prefix.length));
      for (let at = 0; at < ids.length; at += CHUNK) {
        const args = ["entries", this.#mode, prefix, ...ids.slice(at, at + CHUNK)];
        this.#add("entries", await this.#run(entriesScript, [expiries], args));
      }
    }
  }

  async vectors({ base, generation, sets }: FoundGeneration): Promise<void> {
    for (const key of sets) {
      const card = decodeVcard(await this.#send(encodeVcard(key)));
      // All of them: the server has no cursor for a set before 8.4.
      const ids = listOf(await this.#send(encodeVrandmember(key, card))).map(String);
      for (let at = 0; at < ids.length; at += CHUNK) {
        const args = ["vectors", this.#mode, key, ...ids.slice(at, at + CHUNK)];
        this.#add("vectors", await this.#run(entriesScript, [`${base}${generation}:exp`], args));
      }
    }
  }

  /** Removes all keys of a generation, the large ones in chunks. */
  async generation({ base, generation, sets }: FoundGeneration): Promise<void> {
    const pattern = `${literalInPattern(`${base}${generation}`)}:*`;
    for await (const keys of scanPages(this.executor, pattern, this.#options)) {
      if (this.#mode === "") {
        for (const key of keys.filter((one) => sets.has(one))) await this.#empty(key);
        const others = keys.filter((key) => !sets.has(key)).map((key): Command => ["UNLINK", key]);
        for (const result of await this.executor.pipeline(others, this.#options)) {
          replyOf(result, this.options.signal);
        }
      }
      this.#add("generationKeys", keys.length);
    }
  }

  async #empty(key: string): Promise<void> {
    while (decodeVcard(await this.#send(encodeVcard(key))) >= DELETE_WHOLE_BELOW) {
      const ids = listOf(await this.#send(encodeVrandmember(key, CHUNK))).map(String);
      const steps = ids.map((id): Command => ["VREM", key, id]);
      for (const result of await this.executor.pipeline(steps, this.#options)) {
        replyOf(result, this.options.signal);
      }
    }
    await this.#send(["DEL", key]);
  }

  /** Names of a hash or sorted set, a page at a time. */
  async *#pages([name, key]: readonly [string, string], width: number): AsyncGenerator<string[]> {
    let cursor = "0";
    do {
      const page = listOf(await this.#send([name, key, cursor, "COUNT", String(CHUNK)]));
      cursor = textOf(page[0]) ?? "0";
      const names = listOf(page[1])
        .filter((_, at) => at % width === 0)
        .map(String);
      // A small hash comes whole, whatever COUNT says.
      for (let at = 0; at < names.length; at += CHUNK) yield names.slice(at, at + CHUNK);
    } while (cursor !== "0");
  }

  async #run(script: Script, keys: readonly string[], args: readonly string[]): Promise<number> {
    return readInteger("EVALSHA", await script.call(this.executor, { keys, args }, this.#options));
  }

  #send(command: Command) {
    this.options.signal?.throwIfAborted();
    return this.executor.send(command, this.#options);
  }

  #add(what: keyof Omit<RepairReport, "applied">, count: number): void {
    this.#counts[what] += count;
    const { codes, expiries, entries, vectors, generationKeys } = this.#counts;
    this.options.onProgress?.({ found: codes + expiries + entries + vectors + generationKeys });
  }

  get #options() {
    return { signal: this.options.signal, idempotent: true };
  }
}
