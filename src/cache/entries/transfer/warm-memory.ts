import { decodeFloat32Blob } from "../../../commands/index.js";
import { OctavecError } from "../../../errors/index.js";
import type { SendOptions } from "../../../executor.js";
import type { CacheRequest } from "../../question/index.js";
import { identityOf, tagFilter } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import { queryVectorOf } from "../search/query-vector.js";
import { embedTexts } from "../store/embed-texts.js";
import { readLiving } from "./read-living.js";

export interface WarmMemoryOptions {
  /** Entries to load, 1 to 10,000. Default 1,000. The limits of the memory tier hold as well. */
  readonly limit?: number | undefined;
  /** Load the entries nearest to this question, in its scope. Default: the most useful entries by the eviction policy. */
  readonly around?: CacheRequest | undefined;
  readonly signal?: AbortSignal | undefined;
}

const CHUNK = 200;

/** Fills the memory tier from Redis. The most used or nearest entries are loaded last, so that they stay longest. */
export async function warmMemory(
  parts: EntryContext,
  { limit = 1_000, around, signal }: WarmMemoryOptions,
): Promise<{ readonly loaded: number }> {
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 10_000)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "warmMemory: limit: expected a whole number from 1 to 10,000.",
    );
  }
  const { memory, executor, keys } = parts;
  if (memory === undefined) return { loaded: 0 };
  const reply = await executor.send(["GET", keys.generation], { readOnly: true, signal });
  parts.generation.note(typeof reply === "string" ? reply : "0");
  const generation = parts.generation.current;
  const ids =
    around === undefined
      ? await mostUsed(parts, generation, limit, { signal })
      : await nearest(parts, around, limit, { signal });
  let loaded = 0;
  for (let end = ids.length; end > 0; end -= CHUNK) {
    const startedAtMs = performance.now();
    const chunk = ids.slice(Math.max(0, end - CHUNK), end);
    const read = await readLiving(executor, keys, generation, chunk, { signal, fromPrimary: true });
    if (read.generation !== parts.generation.current) return { loaded: 0 };
    memory.noteLatest(read.since, startedAtMs);
    for (const { living, vector } of read.entries.toReversed()) {
      memory.put({
        living,
        since: read.since,
        atMs: startedAtMs,
        ...(vector === undefined ? {} : { vector: decodeFloat32Blob(vector) }),
      });
      loaded++;
    }
  }
  return { loaded };
}

async function mostUsed(
  { executor, keys }: EntryContext,
  generation: string,
  limit: number,
  options: SendOptions,
): Promise<string[]> {
  const reply = await executor.send(["ZRANGE", keys.uses(generation), "0", String(limit - 1), "REV"], {
    ...options,
    readOnly: true,
  });
  return Array.isArray(reply) ? reply.map(String) : [];
}

async function nearest(
  parts: EntryContext,
  request: CacheRequest,
  limit: number,
  { signal }: SendOptions,
): Promise<string[]> {
  const { searcher, settings, hasher, generation } = parts;
  const identity = await identityOf(parts, request, signal);
  if ("bypass" in identity || searcher === undefined) return [];
  const [vector] = (await embedTexts(parts, [identity.text], identity.category, signal)) ?? [];
  if (vector === undefined) return [];
  const search = {
    scopeId: identity.scopeId,
    query: queryVectorOf(vector, settings.index.quantization),
    threshold: 1,
    count: limit,
    filter: tagFilter(hasher, identity.tags),
    all: true,
  };
  const { candidates } = await searcher.search(search, generation.current, { signal });
  return candidates.map(({ entryId }) => entryId);
}
