import { randomUUID } from "node:crypto";
import { decodeVcard, decodeVrem, encodeVcard, encodeVrandmember } from "../commands/index.js";
import { isOctavecError } from "../errors/index.js";
import type { Command, Executor, Reply } from "../executor.js";
import { replyOf } from "../reply.js";
import type { CollectionKeys } from "./collection-keys.js";
import { activeCalibrationKey } from "./precision/calibration-store.js";

export interface ClearOptions {
  /** Ends the work between two chunks; rejects with the signal's reason. The collection is empty all the same. */
  signal?: AbortSignal | undefined;
  /** Called after each chunk with the number of elements left to remove. What it throws ends the work likewise. */
  onProgress?: ((progress: { readonly remaining: number }) => void) | undefined;
}

// Reads that decide what is removed are marked idempotent, not readOnly: a replica that lags would answer them wrongly.

/** Elements removed in one pipeline. */
const CHUNK = 250;
/** A set this small is freed in one go, within about a millisecond. */
const DELETE_WHOLE_BELOW = 1_000;

/**
 * Empties the collection. It is empty for everyone at once (the set is renamed), then the elements are removed in chunks,
 * because DEL and UNLINK of a large set free it in one go and stop the server meanwhile (8.0 to 8.8).
 *
 * The renamed sets are listed under `keys.clearing`, each under a name of its own, so that runs at the same time do not
 * meet, and what a run left when it was cut off is removed by the next one, also of another process.
 *
 * @returns how many elements the collection had.
 */
export async function clearCollection(
  executor: Executor,
  keys: CollectionKeys,
  options: ClearOptions,
): Promise<number> {
  const count = await countOf(executor, keys.vectors, options);
  const moved = count === 0 ? 0 : await parkSet(executor, keys, [], options);
  await removeParked(executor, keys, options);
  return moved;
}

/**
 * Clears the collection, and takes its record away in the same step: no writer can come between and leave a set behind that
 * no record describes.
 */
export async function dropCollection(
  executor: Executor,
  keys: CollectionKeys,
  options: ClearOptions,
): Promise<void> {
  await countOf(executor, keys.vectors, options);
  const calibration = await activeCalibrationKey(executor, keys, { signal: options.signal });
  await parkSet(executor, keys, [keys.meta, ...(calibration === undefined ? [] : [calibration])], options);
  await removeParked(executor, keys, options);
}

/** Asked before a set is parked, because RENAME moves a key of any type: another program's data must not vanish. */
async function countOf(executor: Executor, key: string, { signal }: ClearOptions): Promise<number> {
  return decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
}

/**
 * Moves the set out of the collection's sight and removes its codes, in one step.
 *
 * @param also - Hashes that go with them.
 * @returns the number of elements; 0 when there is no set.
 */
async function parkSet(
  executor: Executor,
  keys: CollectionKeys,
  also: readonly string[],
  { signal }: ClearOptions,
): Promise<number> {
  const parked = `${keys.clearing}:${randomUUID()}`;
  // Not idempotent: done again after a lost reply, it would move newer elements out of sight, too.
  const [result] = await executor.pipeline(
    [
      {
        transaction: [
          ["SADD", keys.clearing, parked],
          encodeVcard(keys.vectors),
          ["RENAME", keys.vectors, parked],
          // In the background: unlike a vector set, a hash is freed by another thread.
          ["UNLINK", keys.codes, keys.bounds, ...also],
        ],
      },
    ],
    { signal },
  );
  if (result?.ok === false && isMissingKey(result.error)) return 0;
  const replies = replyOf(result, signal);
  return decodeVcard(Array.isArray(replies) ? replies[1] : null);
}

/** There is no set to rename; the other commands of the transaction were carried out. */
function isMissingKey(error: unknown): boolean {
  return isOctavecError(error, "COMMAND_FAILED") && error.message.includes("no such key");
}

async function removeParked(executor: Executor, keys: CollectionKeys, options: ClearOptions): Promise<void> {
  const { signal, onProgress } = options;
  const names = textsOf(await executor.send(["SMEMBERS", keys.clearing], { signal, idempotent: true }));
  const cards = await executor.pipeline(names.map(encodeVcard), { signal, idempotent: true });
  let remaining = cards.reduce((sum, card) => sum + decodeVcard(replyOf(card, signal)), 0);
  const tell = async (removed: number) => {
    remaining = Math.max(0, remaining - removed);
    await onProgress?.({ remaining });
    signal?.throwIfAborted();
  };
  for (const name of names) {
    await removePieceByPiece(executor, name, signal, tell);
    await executor.send(["SREM", keys.clearing, name], { signal, idempotent: true });
  }
}

async function removePieceByPiece(
  executor: Executor,
  key: string,
  signal: AbortSignal | undefined,
  tell: (removed: number) => Promise<void>,
): Promise<void> {
  while (true) {
    const left = decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
    if (left < DELETE_WHOLE_BELOW) {
      if (left > 0) await executor.send(["DEL", key], { signal, idempotent: true });
      return tell(left);
    }
    // As bytes: another program's element may be no UTF-8, and as text it would never be found again.
    const elements = await executor.send(encodeVrandmember(key, CHUNK), {
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
    await tell(removed);
  }
}

function textsOf(reply: Reply): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}

function bytesOf(reply: Reply): Buffer[] {
  return Array.isArray(reply) ? reply.filter((item) => Buffer.isBuffer(item)) : [];
}
