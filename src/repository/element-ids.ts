import { isUtf8 } from "node:buffer";
import { decodeVcard, encodeVcard, encodeVrandmember, encodeVrange } from "../commands/index.js";
import type { Executor } from "../executor.js";
import { readList, readText } from "../reply.js";

export interface ElementIdOptions {
  /** Start with the id after this one. Default: from the beginning. */
  readonly after?: string | undefined;
  readonly pageSize: number;
  readonly signal?: AbortSignal | undefined;
}

/** Reading all ids at once may take longer than a usual command. */
const SNAPSHOT_TIMEOUT_MS = 60_000;

/**
 * The ids of a vector set in the order of their bytes. There is at least one page, and `last` marks the last one. An element
 * that is there from beginning to end comes exactly once, whatever others write meanwhile. Names that are not valid UTF-8,
 * which only another program can write, are left out.
 *
 * With VRANGE (8.4 and later) the memory is one page. Older servers return all ids at once.
 */
export async function* elementIds(
  { executor }: { readonly executor: Executor },
  key: string,
  { after, pageSize, signal }: ElementIdOptions,
): AsyncGenerator<{ ids: readonly string[]; last: boolean }> {
  if (!executor.capabilities.range) {
    yield* snapshotPages(await snapshot(executor, key, signal), after, pageSize);
    return;
  }
  let start: string | Buffer | undefined = after;
  while (true) {
    signal?.throwIfAborted();
    const bound = start === undefined ? undefined : { element: start, inclusive: false };
    // Not `readOnly`: a replica that lags behind would miss the newest elements. As bytes, because a name that is not UTF-8
    // would change when it is decoded, and the next page would start at another place.
    const reply = await executor.send(encodeVrange({ key, start: bound, count: pageSize }), {
      signal,
      idempotent: true,
      binary: true,
    });
    const names = readList("VRANGE", reply);
    const last = names.length < pageSize;
    const ids = idsOf(names);
    if (ids.length > 0 || last) yield { ids, last };
    if (last) return;
    const end = names.at(-1);
    start = Buffer.isBuffer(end) ? end : readText("VRANGE", end);
  }
}

function idsOf(names: readonly unknown[]): string[] {
  return names.flatMap((name) =>
    Buffer.isBuffer(name) ? (isUtf8(name) ? [name.toString()] : []) : [String(name)],
  );
}

/** Elements that may be added between VCARD and VRANDMEMBER. */
const GROWTH = 10_000;

/**
 * All ids as bytes. VRANDMEMBER with a count above the set's size returns every element once: the server then walks its list from
 * a random position (observed on 8.0.2 and 8.2.3).
 */
async function snapshot(executor: Executor, key: string, signal: AbortSignal | undefined): Promise<Buffer[]> {
  while (true) {
    const size = decodeVcard(await executor.send(encodeVcard(key), { signal, idempotent: true }));
    if (size === 0) return [];
    const names = readList(
      "VRANDMEMBER",
      await executor.send(encodeVrandmember(key, size + GROWTH), {
        signal,
        idempotent: true,
        binary: true,
        timeoutMs: SNAPSHOT_TIMEOUT_MS,
      }),
    );
    // If the reply is as long as was asked for, the set has grown meanwhile, and elements may be missing.
    if (names.length < size + GROWTH)
      return names.map((name) => (Buffer.isBuffer(name) ? name : Buffer.from(readText("VRANDMEMBER", name))));
  }
}

function* snapshotPages(ids: Buffer[], after: string | undefined, pageSize: number) {
  // VRANGE compares bytes, whose order differs from that of UTF-16.
  const sorted = ids.filter((id) => isUtf8(id)).sort(Buffer.compare);
  const bound = after === undefined ? undefined : Buffer.from(after);
  const first = bound === undefined ? 0 : sorted.findIndex((id) => Buffer.compare(id, bound) > 0);
  const rest = first === -1 ? [] : sorted.slice(first);
  for (let start = 0; start === 0 || start < rest.length; start += pageSize) {
    const page = rest.slice(start, start + pageSize);
    yield { ids: idsOf(page), last: start + pageSize >= rest.length };
  }
}
