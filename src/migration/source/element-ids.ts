import type { VectorClient } from "../../client.js";
import {
  decodeVcard,
  decodeVrandmembers,
  decodeVrange,
  encodeVcard,
  encodeVrandmember,
  encodeVrange,
} from "../../commands/index.js";

export interface ElementIdOptions {
  /** Start with the id after this one. Default: from the beginning. */
  readonly after?: string | undefined;
  readonly pageSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** Reading all ids at once may take longer than a usual command. */
const SNAPSHOT_TIMEOUT_MS = 60_000;

/** The ids of a vector set in the order of their bytes. There is at least one page, and `last` marks the last one. */
export async function* elementIds(
  { executor }: Pick<VectorClient, "executor">,
  key: string,
  { after, pageSize, signal }: ElementIdOptions,
): AsyncGenerator<{ ids: readonly string[]; last: boolean }> {
  if (!executor.capabilities.range) {
    yield* snapshotPages(await snapshot({ executor }, key, signal), after, pageSize);
    return;
  }
  let start = after;
  while (true) {
    signal?.throwIfAborted();
    const bound = start === undefined ? undefined : { element: start, inclusive: false };
    const reply = await executor.send(encodeVrange({ key, start: bound, count: pageSize }), {
      signal,
      idempotent: true,
    });
    const ids = decodeVrange(reply);
    const last = ids.length < pageSize;
    yield { ids, last };
    if (last) return;
    start = ids.at(-1);
  }
}

/**
 * All ids. VRANDMEMBER with a count of at least the set's size returns every element once: the server then walks its list
 * from a random position (observed on 8.0.2 and 8.2.3).
 */
async function snapshot(
  { executor }: Pick<VectorClient, "executor">,
  key: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  // Not `readOnly`: a replica that lags behind would miss the newest elements.
  const size = decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
  if (size === 0) return [];
  const reply = await executor.send(encodeVrandmember(key, size + GROWTH), {
    signal,
    idempotent: true,
    timeoutMs: SNAPSHOT_TIMEOUT_MS,
  });
  return decodeVrandmembers(reply);
}

/** Elements that may be added between VCARD and VRANDMEMBER. */
const GROWTH = 10_000;

function* snapshotPages(ids: readonly string[], after: string | undefined, pageSize: number) {
  // VRANGE compares bytes, whose order differs from that of UTF-16.
  const sorted = ids
    .map((id) => ({ id, bytes: Buffer.from(id) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ id }) => id);
  const bound = after === undefined ? undefined : Buffer.from(after);
  const first =
    bound === undefined ? 0 : sorted.findIndex((id) => Buffer.compare(Buffer.from(id), bound) > 0);
  const rest = first === -1 ? [] : sorted.slice(first);
  for (let start = 0; start === 0 || start < rest.length; start += pageSize) {
    const page = rest.slice(start, start + pageSize);
    yield { ids: page, last: start + pageSize >= rest.length };
  }
}
