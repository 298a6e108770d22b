import type { Command, Executor } from "./executor.js";
import { listOf, readList, readText, repliesOf } from "./reply.js";
import { literalInPattern } from "./scan.js";

/** Names in one command. A command with very many would stop the server for other clients. */
const BATCH_SIZE = 256;
/** Entries that one step of a listing looks at. */
const SCAN_COUNT = 1_000;

/** Bytes under a name. */
export interface ByteEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Milliseconds from now on that the entry lives. Undefined: it does not expire. */
  readonly ttlMs?: number | undefined;
}

/**
 * Bytes under names, in one hash: one key to list, restrict and delete. Each entry has an expiry of its own, which the server
 * keeps (`HSETEX`, since Redis 8.0). All of them are in one slot of a cluster. Every call may be repeated.
 * https://redis.io/docs/latest/commands/hsetex/
 */
export class ByteHash {
  readonly #executor: Executor;
  readonly #key: string;

  constructor(executor: Executor, key: string) {
    this.#executor = executor;
    this.#key = key;
  }

  /**
   * @param timeoutMs - Longest wait for one reply. Default: the client's.
   * @returns for each name a copy of its bytes, or undefined.
   * @throws OctavecError the codes of commands.
   */
  async read(names: readonly string[], timeoutMs?: number): Promise<(Uint8Array<ArrayBuffer> | undefined)[]> {
    const commands = batchesOf(names).map((batch): Command => ["HMGET", this.#key, ...batch]);
    const options = { readOnly: true, binary: true, timeoutMs };
    const replies = repliesOf(await this.#executor.pipeline(commands, options));
    return replies
      .flatMap((reply) => readList("HMGET", reply))
      .map((value) => (Buffer.isBuffer(value) ? Uint8Array.from(value) : undefined));
  }

  /**
   * Writes entries, each in place of an earlier one.
   *
   * @param timeoutMs - Longest wait for one reply. Default: the client's.
   * @throws OctavecError the codes of commands.
   */
  async write(entries: readonly ByteEntry[], timeoutMs?: number): Promise<void> {
    const lives = new Set(entries.map(({ ttlMs }) => ttlMs));
    const commands = [...lives].flatMap((life) =>
      batchesOf(entries.filter(({ ttlMs }) => ttlMs === life)).map((batch) => this.#writing(batch, life)),
    );
    repliesOf(await this.#executor.pipeline(commands, { idempotent: true, timeoutMs }));
  }

  /** Names that have no entry are no error. @throws OctavecError the codes of commands. */
  async remove(names: readonly string[]): Promise<void> {
    const commands = batchesOf(names).map((batch): Command => ["HDEL", this.#key, ...batch]);
    repliesOf(await this.#executor.pipeline(commands, { idempotent: true }));
  }

  /** Removes all entries. @throws OctavecError the codes of commands. */
  async clear(): Promise<void> {
    await this.#executor.send(["UNLINK", this.#key], { idempotent: true });
  }

  /**
   * The names that begin with a prefix, in no order. It looks at every entry, a part at a time. An entry that is there from
   * beginning to end comes at least once.
   */
  async *names(prefix = ""): AsyncGenerator<string, void, undefined> {
    const pattern = `${literalInPattern(prefix)}*`;
    let cursor = "0";
    do {
      const scan = ["HSCAN", this.#key, cursor, "MATCH", pattern, "COUNT", String(SCAN_COUNT), "NOVALUES"];
      const [next, names] = readList("HSCAN", await this.#executor.send(scan, { readOnly: true }));
      for (const name of listOf(names)) yield readText("HSCAN", name);
      cursor = readText("HSCAN", next);
    } while (cursor !== "0");
  }

  #writing(batch: readonly ByteEntry[], ttlMs: number | undefined): Command {
    const fields = batch.flatMap(({ name, bytes }) => [name, asBuffer(bytes)]);
    if (ttlMs === undefined) return ["HSET", this.#key, ...fields];
    return ["HSETEX", this.#key, "PX", String(ttlMs), "FIELDS", String(batch.length), ...fields];
  }
}

/** Not copied. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function batchesOf<T>(items: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += BATCH_SIZE) {
    batches.push(items.slice(start, start + BATCH_SIZE));
  }
  return batches;
}
