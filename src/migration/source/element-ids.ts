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
  /** Go on behind this id. Default: from the beginning. */
  readonly after?: string | undefined;
  readonly pageSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** Asking for all ids at once may take longer than a usual command. */
const SNAPSHOT_TIMEOUT_MS = 60_000;

/** The ids of a vector set in the order of their bytes; at least one page, the last one marked. */
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
 * All ids: VRANDMEMBER with a count of the set's size or more names every element once (8.0.2 and 8.2.3; the server walks its
 * list from a random place then).
 */
async function snapshot(
  { executor }: Pick<VectorClient, "executor">,
  key: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  // Read-only commands, but a replica that lags would miss the newest elements.
  const size = decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
  if (size === 0) return [];
  const reply = await executor.send(encodeVrandmember(key, size + GROWTH), {
    signal,
    idempotent: true,
    timeoutMs: SNAPSHOT_TIMEOUT_MS,
  });
  return decodeVrandmembers(reply);
}

/** Elements that may be added between the two questions. */
const GROWTH = 10_000;

function* snapshotPages(ids: readonly string[], after: string | undefined, pageSize: number) {
  // As VRANGE compares: by bytes, which is not the order of UTF-16.
  const sorted = ids
    .map((id) => ({ id, bytes: Buffer.from(id) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ id }) => id);
  const behind = after === undefined ? undefined : Buffer.from(after);
  const first =
    behind === undefined ? 0 : sorted.findIndex((id) => Buffer.compare(Buffer.from(id), behind) > 0);
  const rest = first === -1 ? [] : sorted.slice(first);
  for (let start = 0; start === 0 || start < rest.length; start += pageSize) {
    const page = rest.slice(start, start + pageSize);
    yield { ids: page, last: start + pageSize >= rest.length };
  }
}
