import { randomUUID } from "node:crypto";
import type { Command, Executor, Reply, SendOptions } from "../executor.js";
import { readInteger, readList, readOptionalText, readTexts, replyOf } from "../reply.js";

/** What is served of a document. */
export interface CurrentDocument {
  /** As the caller gave it, or the revision. */
  readonly version: string;
  /** A hash of everything that the chunks are made of. */
  readonly revision: string;
  /** Of the call that wrote the chunks; part of their ids. */
  readonly generation: string;
  /** How many there are. */
  readonly chunks: number;
}

/** Chunks that are not served: they are being written, or were replaced. */
export interface Leftover extends Omit<CurrentDocument, "version"> {
  readonly id: string;
}

/** After this time a call that writes chunks is taken for dead. */
const WRITING_TIMEOUT_MS = 3_600_000;
const SWEPT_AT_ONCE = 32;

/**
 * Which chunks of a document are served. The list decides, not the chunks: they are written under a generation that nobody knows
 * yet, and one transaction then makes it the current one. Whoever dies before it has changed nothing, and whoever dies
 * after it has changed everything but left chunks behind.
 *
 * Two keys beside the vector set, in its slot: a hash from id to `CurrentDocument`, and a sorted set of leftovers by the
 * instant (milliseconds since 1970) from which anybody may remove them.
 */
export class DocumentList {
  readonly #executor: Executor;
  readonly #documents: string;
  readonly #leftovers: string;

  constructor(executor: Executor, vectorsKey: string) {
    this.#executor = executor;
    this.#documents = `${vectorsKey}:documents`;
    this.#leftovers = `${vectorsKey}:leftovers`;
  }

  /** The current documents among these. The primary is asked, because a replica may still know an older version. */
  async current(ids: readonly string[], options: SendOptions): Promise<Map<string, CurrentDocument>> {
    if (ids.length === 0) return new Map();
    const command = ["HMGET", this.#documents, ...ids];
    const reply = await this.#executor.send(command, { ...options, idempotent: true });
    const found = readList("HMGET", reply).map((text) => documentOf(text));
    return new Map(ids.flatMap((id, at) => (found[at] === undefined ? [] : [[id, found[at]]])));
  }

  /** Notes that chunks are going to be written, so that they are found if this process dies. */
  async begin(
    id: string,
    written: Pick<CurrentDocument, "revision" | "chunks">,
    options: SendOptions,
  ): Promise<Leftover> {
    const leftover = { id, ...written, generation: randomUUID().slice(0, 8) };
    const removableAtMs = String(Date.now() + WRITING_TIMEOUT_MS);
    const command = ["ZADD", this.#leftovers, removableAtMs, memberOf(leftover)];
    await this.#executor.send(command, { ...options, idempotent: true });
    return leftover;
  }

  /**
   * Makes the chunks of `next` the current ones, in one step; undefined: the document is gone. What was current before becomes a leftover.
   *
   * @returns false if others have taken this call for dead and may have removed its chunks.
   */
  async replace(
    id: string,
    previous: CurrentDocument | undefined,
    next: CurrentDocument | undefined,
    options: SendOptions,
  ): Promise<boolean> {
    const old = (document: CurrentDocument): Command => [
      ...["ZADD", this.#leftovers, "0", memberOf({ id, ...document })],
    ];
    const change: Command[] =
      next === undefined
        ? [["HDEL", this.#documents, id]]
        : [
            ["HSET", this.#documents, id, JSON.stringify(next)],
            ["ZREM", this.#leftovers, memberOf({ id, ...next })],
          ];
    const [before, , removed] = await this.#transaction(
      [["HGET", this.#documents, id], ...change, ...(previous === undefined ? [] : [old(previous)])],
      options,
    );
    // Another call has replaced the document since `previous` was read. After a lost reply it may be this call itself.
    const other = documentOf(before);
    const isOther = other !== undefined && other.generation !== next?.generation;
    if (isOther && other.generation !== previous?.generation) {
      await this.#executor.send(old(other), { ...options, idempotent: true });
    }
    return next === undefined || readInteger("ZREM", removed) === 1;
  }

  /** Leftovers that may be removed now, a few at a time. */
  async due(options: SendOptions): Promise<Leftover[]> {
    const range = ["-inf", String(Date.now()), "BYSCORE", "LIMIT", "0", String(SWEPT_AT_ONCE)];
    const reply = await this.#executor.send(["ZRANGE", this.#leftovers, ...range], {
      ...options,
      idempotent: true,
    });
    return readTexts("ZRANGE", reply).map((text) => {
      const [id, revision, generation, chunks]: [string, string, string, number] = JSON.parse(text);
      return { id, revision, generation, chunks };
    });
  }

  async forget(leftover: Leftover, options: SendOptions): Promise<void> {
    const command = ["ZREM", this.#leftovers, memberOf(leftover)];
    await this.#executor.send(command, { ...options, idempotent: true });
  }

  async #transaction(transaction: readonly Command[], options: SendOptions): Promise<readonly Reply[]> {
    const [result] = await this.#executor.pipeline([{ transaction }], { ...options, idempotent: true });
    return readList("EXEC", replyOf(result));
  }
}

function documentOf(reply: Reply | undefined): CurrentDocument | undefined {
  const text = readOptionalText("HGET", reply);
  return text === undefined ? undefined : JSON.parse(text);
}

function memberOf({ id, revision, generation, chunks }: Leftover): string {
  return JSON.stringify([id, revision, generation, chunks]);
}
