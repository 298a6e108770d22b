import { randomUUID } from "node:crypto";
import { decodeVcard, decodeVrem, encodeVcard, encodeVrandmember } from "../commands/index.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import type { Command, Executor, Reply } from "../executor.js";
import { replyOf } from "../reply.js";
import type { CollectionKeys } from "./elements/collection-keys.js";
import { calibrationKeys } from "./precision/calibration-store.js";

export interface ClearOptions {
  /** Stops between two chunks. The call then rejects with the signal's reason, but the collection is empty. */
  signal?: AbortSignal | undefined;
  /** Called after each chunk with the number of elements left to remove. If it throws, the call rejects with that error. */
  onProgress?: ((progress: { readonly remaining: number }) => void) | undefined;
}

// Reads before a removal are marked `idempotent` and not `readOnly`, because a replica that lags behind would give wrong answers.

/** Elements removed in one pipeline. */
const CHUNK_SIZE = 250;
/** DEL frees a set smaller than this within about a millisecond. */
const DELETE_WHOLE_BELOW = 1_000;

/**
 * Empties the collection. First the set is renamed, so the collection is empty for everyone at once. Then its elements are
 * removed in chunks, because DEL and UNLINK of a large set block the server until all of it is freed (8.0 to 8.8).
 *
 * Each renamed set has a unique name, which is listed in `keys.clearing`. So concurrent runs do not interfere, and the next
 * run, even of another process, removes what an interrupted run has left.
 *
 * @returns the number of elements that the collection had.
 */
export async function clearCollection(
  executor: Executor,
  keys: CollectionKeys,
  options: ClearOptions,
): Promise<number> {
  const count = await countOf(executor, keys.vectors, options);
  const moved = count === 0 ? 0 : await moveSetAway(executor, keys, [], options);
  await removeMovedSets(executor, keys, options);
  return moved;
}

/**
 * Clears the collection and deletes its record in the same step. So no write can come in between and leave a set without a
 * record.
 */
export async function dropCollection(
  executor: Executor,
  keys: CollectionKeys,
  options: ClearOptions,
): Promise<void> {
  await countOf(executor, keys.vectors, options);
  await requireNoShards(executor, keys, options);
  const calibrations = await calibrationKeys(executor, keys, { signal: options.signal });
  // Without the lease, a process that calibrates or rewrites codes stops.
  const also = [keys.meta, keys.calibrationLease, keys.rewriting, ...calibrations];
  await moveSetAway(executor, keys, also, options);
  await removeMovedSets(executor, keys, options);
}

/** VCARD fails for a key of another type. It is called before RENAME, which would move the data of another program. */
async function countOf(executor: Executor, key: string, { signal }: ClearOptions): Promise<number> {
  return decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
}

/** Without its record, a collection with shards would lose track of them. */
async function requireNoShards(
  executor: Executor,
  { meta, vectors }: CollectionKeys,
  { signal }: ClearOptions,
): Promise<void> {
  const shards = await executor.send(["HGET", meta, "shards"], { signal, idempotent: true });
  if (shards === null) return;
  throw new OctavecError(
    "COLLECTION_MISMATCH",
    `The collection ${vectors} has ${String(shards)} shards, and this repository has one key. Nothing was dropped. Open it with shards: ${String(shards)}.`,
    { details: { differing: ["shards"] } },
  );
}

/**
 * Renames the set and deletes its codes, in one step.
 *
 * @param also - Other hashes to delete in the same step.
 * @returns the number of elements; 0 if there is no set.
 */
async function moveSetAway(
  executor: Executor,
  keys: CollectionKeys,
  also: readonly string[],
  { signal }: ClearOptions,
): Promise<number> {
  const movedTo = `${keys.clearing}:${randomUUID()}`;
  // Not idempotent: a retry after a lost reply would also remove elements that were written since.
  const [result] = await executor.pipeline(
    [
      {
        transaction: [
          ["SADD", keys.clearing, movedTo],
          encodeVcard(keys.vectors),
          ["RENAME", keys.vectors, movedTo],
          // Unlike a vector set, a hash is freed in the background.
          ["UNLINK", keys.codes, keys.bounds, keys.expiry, keys.words, ...also],
        ],
      },
    ],
    { signal },
  );
  if (result?.ok === false && isMissingKey(result.error)) return 0;
  const replies = replyOf(result, signal);
  return decodeVcard(Array.isArray(replies) ? replies[1] : null);
}

/** Whether there was no set to rename. The other commands of the transaction were executed. */
function isMissingKey(error: unknown): boolean {
  return isOctavecError(error, "COMMAND_FAILED") && error.message.includes("no such key");
}

async function removeMovedSets(
  executor: Executor,
  keys: CollectionKeys,
  options: ClearOptions,
): Promise<void> {
  const { signal, onProgress } = options;
  const names = textsOf(await executor.send(["SMEMBERS", keys.clearing], { signal, idempotent: true }));
  const cards = await executor.pipeline(names.map(encodeVcard), { signal, idempotent: true });
  let remaining = cards.reduce((sum, card) => sum + decodeVcard(replyOf(card, signal)), 0);
  const reportRemoved = async (removed: number) => {
    remaining = Math.max(0, remaining - removed);
    await onProgress?.({ remaining });
    signal?.throwIfAborted();
  };
  for (const name of names) {
    await removeInChunks(executor, name, signal, reportRemoved);
    await executor.send(["SREM", keys.clearing, name], { signal, idempotent: true });
  }
}

async function removeInChunks(
  executor: Executor,
  key: string,
  signal: AbortSignal | undefined,
  reportRemoved: (removed: number) => Promise<void>,
): Promise<void> {
  while (true) {
    const left = decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
    if (left < DELETE_WHOLE_BELOW) {
      if (left > 0) await executor.send(["DEL", key], { signal, idempotent: true });
      return reportRemoved(left);
    }
    // As bytes, because the name of another program's element may not be valid UTF-8.
    const elements = await executor.send(encodeVrandmember(key, CHUNK_SIZE), {
      signal,
      idempotent: true,
      binary: true,
    });
    const results = await executor.pipeline(
      bytesOf(elements).map((element): Command => ["VREM", key, element]),
      { signal, idempotent: true },
    );
    let removed = 0;
    for (const result of results) if (decodeVrem(replyOf(result, signal))) removed++;
    await reportRemoved(removed);
  }
}

function textsOf(reply: Reply): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

function bytesOf(reply: Reply): Buffer[] {
  return Array.isArray(reply) ? reply.filter((item) => Buffer.isBuffer(item)) : [];
}
