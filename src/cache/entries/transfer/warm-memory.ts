import { decodeFloat32Blob } from "../../../commands/index.js";
import { type CacheRequest, identityOf, queryVectorOf } from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { readGeneration, readLiving } from "../read/read-living.js";
import { searchEntries } from "../search/search-entries.js";
import { embedToStore } from "../store/embed-to-store.js";
import { checkCount } from "./export-entries.js";

export interface WarmMemoryOptions {
  /** Entries to load, 1 to 10,000. Default 1,000. The limits of the memory tier hold as well. */
  readonly limit?: number | undefined;
  /** Load the entries nearest to this question, in its scope. Default: the most useful entries by the eviction policy. */
  readonly around?: CacheRequest | undefined;
  /** Ends the loading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const CHUNK = 200;

/** Fills the memory tier from Redis. The most used or nearest entries are loaded last, so that they stay longest. */
export async function warmMemory(
  context: EntryContext,
  { limit = 1_000, around, signal }: WarmMemoryOptions,
): Promise<{ readonly loaded: number }> {
  checkCount("warmMemory: limit", limit);
  const { memory, generation, lifecycle } = context;
  lifecycle.use();
  if (memory === undefined) return { loaded: 0 };
  generation.note(await readGeneration(context, signal));
  const ids =
    around === undefined
      ? await mostUsed(context, limit, signal)
      : await nearest(context, around, limit, signal);
  let loaded = 0;
  for (let end = ids.length; end > 0; end -= CHUNK) {
    const atMs = performance.now();
    const chunk = ids.slice(Math.max(0, end - CHUNK), end);
    const read = await readLiving(context, generation.current, chunk, { signal, fromPrimary: true });
    const { since } = read;
    if (read.generation !== generation.current) return { loaded: 0 };
    memory.noteLatest(since, atMs);
    for (const { living, vector: blob } of read.entries.toReversed()) {
      const vector = blob === undefined ? undefined : decodeFloat32Blob(blob);
      memory.put({ living, since, atMs, vector });
      loaded++;
    }
  }
  return { loaded };
}

async function mostUsed(
  { executor, keys, generation }: EntryContext,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const command = ["ZRANGE", keys.uses(generation.current), "0", String(limit - 1), "REV"];
  const reply = await executor.send(command, { signal, readOnly: true });
  return Array.isArray(reply) ? reply.map(String) : [];
}

async function nearest(
  context: EntryContext,
  request: CacheRequest,
  count: number,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const identity = await identityOf(context, request, signal);
  if ("bypass" in identity) return [];
  const { scopeId, tags, category } = identity;
  const [vector] = await embedToStore(context, [identity], category, signal);
  if (vector === undefined) return [];
  const query = queryVectorOf(vector, context.settings.index.quantization);
  const search = { scopeId, tags, query, threshold: 1, count, all: true };
  const { candidates } = await searchEntries(context, search, { signal });
  return candidates.map(({ entryId }) => entryId);
}
