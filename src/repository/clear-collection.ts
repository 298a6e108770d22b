import { decodeVrandmembers, encodeVrandmember, encodeVrem } from "../commands/index.js";
import { isOctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import type { CollectionKeys } from "./collection-keys.js";

export interface ClearOptions {
  signal?: AbortSignal | undefined;
  /** Called after each chunk with the number of elements left to remove. */
  onProgress?: ((progress: { readonly remaining: number }) => void) | undefined;
}

/** Elements removed in one pipeline. */
const CHUNK = 250;
/** A set this small is freed in one go, within about a millisecond. */
const DELETE_WHOLE_BELOW = 1_000;

/**
 * Empties the collection. It is empty for everyone at once (the set is renamed), then the elements are removed in chunks,
 * because DEL and UNLINK of a large set free it in one go and stop the server meanwhile (8.0 to 8.8).
 *
 * Harmless to repeat: a run that was cut off is finished by the next one, also by another process.
 *
 * @returns how many elements the collection had.
 */
export async function clearCollection(
  executor: Executor,
  keys: CollectionKeys,
  options: ClearOptions,
): Promise<number> {
  await removePieceByPiece(executor, keys.clearing, options);
  const moved = await parkSet(executor, keys, options);
  if (moved === 0) return 0;
  await removePieceByPiece(executor, keys.clearing, options);
  return moved;
}

/** @returns the number of elements that were moved out of the collection's sight. */
async function parkSet(executor: Executor, keys: CollectionKeys, { signal }: ClearOptions): Promise<number> {
  const [result] = await executor.pipeline(
    [
      {
        transaction: [
          ["VCARD", keys.vectors],
          ["RENAME", keys.vectors, keys.clearing],
        ],
      },
    ],
    { signal },
  );
  if (result?.ok) return Array.isArray(result.value) ? Number(result.value[0]) : 0;
  if (isOctavecError(result?.error, "COMMAND_FAILED") && result.error.message.includes("no such key"))
    return 0;
  throw result?.error;
}

async function removePieceByPiece(executor: Executor, key: string, options: ClearOptions): Promise<void> {
  const { signal, onProgress } = options;
  while (true) {
    const remaining = Number(await executor.send(["VCARD", key], { signal, readOnly: true }));
    onProgress?.({ remaining });
    if (remaining < DELETE_WHOLE_BELOW) {
      if (remaining > 0) await executor.send(["DEL", key], { signal });
      return;
    }
    const elements = decodeVrandmembers(
      await executor.send(encodeVrandmember(key, CHUNK), { signal, binary: false }),
    );
    const removed = await executor.pipeline(
      elements.map((element) => encodeVrem(key, element)),
      { signal },
    );
    for (const result of removed) if (!result.ok) throw result.error;
  }
}
