import type { CommandArgument, Executor } from "../executor.js";
import { type CheckpointOptions, checkKeyPart, checkpointSchema, parseOptions } from "../options/index.js";
import { bytePairsOf, listOf, readList, readText, replyOf } from "../reply.js";
import {
  KEEP_THREAD,
  LIST_CHECKPOINTS,
  NOTE_THREAD,
  PUT_CHECKPOINT,
  PUT_WRITES,
  READ_CHECKPOINT,
} from "./scripts.lua.js";
import { decodeSerialized, encodeSerialized } from "./serialized.js";
import {
  type CheckpointEntry,
  type CheckpointPlace,
  decodeCheckpoint,
  type NewCheckpoint,
  type NewWrite,
  placeOf,
  type StoredCheckpoint,
} from "./stored-checkpoint.js";
import { keyOfThreads, keysOfThread } from "./thread-keys.js";

/** What a listing looks for. Of a namespace the latest comes first. */
interface Listing {
  /** Undefined: every namespace, one after the other. */
  readonly namespace: string | undefined;
  /** Only checkpoints that are older than this one. */
  readonly before: string | undefined;
  readonly pageSize: number;
}

/** A replica may be behind. */
const FROM_PRIMARY = { readOnly: false, idempotent: true, binary: true };

// Negative numbers of writes sort before the others.
const FIRST_INDEX = -1_000;
const INDEX_DIGITS = 12;

/**
 * Checkpoints of threads. Each call that writes is one script, so a thread is whole at every moment, and all of it is deleted and
 * expires together. It always asks the primary: a thread must not go on from a checkpoint that is not the latest. Every call may be
 * repeated, and is retried after a temporary failure.
 */
export class CheckpointLog {
  readonly #executor: Executor;
  readonly #place: { namespace: string; tenant?: string | undefined };
  readonly #ttlMs: string;
  readonly #refreshOnRead: boolean;

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor(executor: Executor, options: CheckpointOptions) {
    const { ttlMs, refreshOnRead, ...place } = parseOptions(
      checkpointSchema,
      options,
      "options of the checkpoint saver",
    );
    this.#executor = executor;
    this.#place = place;
    this.#ttlMs = ttlMs === undefined ? "" : String(ttlMs);
    this.#refreshOnRead = refreshOnRead;
  }

  async put({ threadId, parentId, changed, ...made }: NewCheckpoint): Promise<void> {
    const args: CommandArgument[] = [
      checkKeyPart("checkpoint_ns", made.namespace),
      checkKeyPart("checkpoint_id", made.checkpointId),
      parentId ?? "",
      this.#ttlMs,
      encodeSerialized(made.checkpoint),
      encodeSerialized(made.metadata),
    ];
    for (const [channel, value] of changed) {
      args.push(checkKeyPart("channel", channel), value === undefined ? "" : encodeSerialized(value));
    }
    const keys = keysOfThread(this.#place, threadId);
    await Promise.all([
      this.#noteThread(threadId),
      PUT_CHECKPOINT.call(this.#executor, { keys, args }, { idempotent: true }),
    ]);
  }

  async putWrites(
    { threadId, namespace, checkpointId }: CheckpointPlace,
    task: { readonly id: string; readonly path: string },
    writes: readonly NewWrite[],
  ): Promise<void> {
    if (writes.length === 0) return;
    const args: CommandArgument[] = [
      checkKeyPart("checkpoint_ns", namespace),
      checkKeyPart("checkpoint_id", checkpointId),
      this.#ttlMs,
    ];
    for (const { index, channel, value } of writes) {
      const place = String(index - FIRST_INDEX).padStart(INDEX_DIGITS, "0");
      const name = `${checkKeyPart("taskPath", task.path)}\0${checkKeyPart("taskId", task.id)}\0${place}`;
      const bytes = Buffer.concat([
        Buffer.from(`${checkKeyPart("channel", channel)}\0`),
        encodeSerialized(value),
      ]);
      args.push(name, index < 0 ? "1" : "0", bytes);
    }
    const keys = keysOfThread(this.#place, threadId);
    await Promise.all([
      this.#noteThread(threadId),
      PUT_WRITES.call(this.#executor, { keys, args }, { idempotent: true }),
    ]);
  }

  /** @param checkpointId - Undefined: the latest of the namespace. */
  async read(
    threadId: string,
    namespace: string,
    checkpointId: string | undefined,
  ): Promise<StoredCheckpoint | undefined> {
    const call = { keys: keysOfThread(this.#place, threadId), args: [namespace, checkpointId ?? ""] };
    const [reply] = await Promise.all([
      READ_CHECKPOINT.call(this.#executor, call, FROM_PRIMARY),
      this.#refreshOnRead ? this.#keepThread(threadId) : undefined,
    ]);
    return decodeCheckpoint(reply);
  }

  /** Checkpoints of one thread in one pipeline; without those that are gone. */
  async readMany(
    threadId: string,
    places: readonly Omit<CheckpointEntry, "metadata">[],
  ): Promise<(StoredCheckpoint | undefined)[]> {
    const keys = keysOfThread(this.#place, threadId);
    const calls = places.map(({ namespace, checkpointId }) => ({ keys, args: [namespace, checkpointId] }));
    const results = await READ_CHECKPOINT.runEach(this.#executor, calls, FROM_PRIMARY);
    return results.map((result) => decodeCheckpoint(replyOf(result)));
  }

  /** The checkpoints of a thread, page by page. */
  async *list(
    threadId: string,
    { namespace, before, pageSize }: Listing,
  ): AsyncGenerator<CheckpointEntry[], void, undefined> {
    const keys = keysOfThread(this.#place, threadId);
    const from = namespace === undefined ? "-" : `[${namespace}\0`;
    const end = before === undefined ? "\u0001" : `\0${before}`;
    let to = namespace === undefined ? "+" : `(${namespace}${end}`;
    for (;;) {
      const call = { keys, args: [to, from, String(pageSize)] };
      const page = bytePairsOf(await LIST_CHECKPOINTS.call(this.#executor, call, FROM_PRIMARY));
      const entries = page.map(([name, stored]) => ({
        ...placeOf(name),
        metadata: decodeSerialized(stored),
      }));
      yield entries.filter(({ checkpointId }) => before === undefined || checkpointId < before);
      const last = page.at(-1)?.[0];
      if (last === undefined || page.length < pageSize) return;
      to = `(${last}`;
    }
  }

  /** The names of all threads, in no order. Threads that expired a short while ago may be among them. */
  async *threads(): AsyncGenerator<string, void, undefined> {
    const key = keyOfThreads(this.#place);
    const seen = new Set<string>();
    let cursor = "0";
    do {
      const scan = ["ZSCAN", key, cursor, "COUNT", "1000"];
      const [next, pairs] = readList("ZSCAN", await this.#executor.send(scan, { idempotent: true }));
      // Name, score, name, score …; a name may come twice.
      for (const name of listOf(pairs).filter((_, place) => place % 2 === 0)) {
        const threadId = readText("ZSCAN", name);
        if (!seen.has(threadId)) yield threadId;
        seen.add(threadId);
      }
      cursor = readText("ZSCAN", next);
    } while (cursor !== "0");
  }

  /** Removes all of a thread. One that does not exist is no error. */
  async deleteThread(threadId: string): Promise<void> {
    await this.#executor.send(["UNLINK", ...keysOfThread(this.#place, threadId)], { idempotent: true });
    await this.#executor.send(["ZREM", keyOfThreads(this.#place), threadId], { idempotent: true });
  }

  async #keepThread(threadId: string): Promise<void> {
    const call = { keys: keysOfThread(this.#place, threadId), args: [this.#ttlMs] };
    const exists = await KEEP_THREAD.call(this.#executor, call, { idempotent: true });
    if (Number(exists) > 0) await this.#noteThread(threadId);
  }

  async #noteThread(threadId: string): Promise<void> {
    const call = { keys: [keyOfThreads(this.#place)], args: [threadId, this.#ttlMs] };
    await NOTE_THREAD.call(this.#executor, call, { idempotent: true });
  }
}
