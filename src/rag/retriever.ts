import type { CacheRequest, JsonValue, SemanticCache } from "../cache/index.js";
import { encodeFilter } from "../commands/index.js";
import { embedOne } from "../embedding/index.js";
import { chunkOfHit, type FoundChunk, tagOf } from "./chunk-records.js";
import type { CurrentDocument, DocumentList } from "./document-list.js";
import type { Chunk, RagOptions, RetrieveOptions } from "./rag-types.js";

/** Chunks of current documents, and these documents. */
export interface Found {
  readonly chunks: readonly Chunk[];
  readonly documents: ReadonlyMap<string, CurrentDocument>;
  readonly cached: boolean;
}

type Search = RetrieveOptions & { readonly k: number };

/** Each one asks for four times as many hits. */
const MOST_ATTEMPTS = 4;

/** Finds the chunks for a question, in the collection or in the cache of earlier searches. */
export class Retriever {
  constructor(
    private readonly options: RagOptions,
    private readonly list: DocumentList,
  ) {}

  async find(question: string, search: Search): Promise<Found> {
    const { retrievalCache } = this.options;
    if (retrievalCache === undefined) return this.#search(question, search);
    const request = this.#requestOf(question, search);
    const stored = await this.#stored(retrievalCache, request, search);
    if (stored !== undefined) return stored;
    const found = await this.#search(question, search);
    // Nothing found is not stored: the next document may be the one.
    if (found.chunks.length > 0) {
      const content = found.chunks.map((chunk) => partOf(chunk, found.documents));
      const tags = [...found.documents].map(([id, document]) => tagOf(id, document));
      await retrievalCache.store({ ...request, tags, response: { content } }, { ...withSignal(search) });
    }
    return found;
  }

  async #search(question: string, search: Search): Promise<Found> {
    const { repository, embedder } = this.options;
    const { k, filter, minSimilarity = -1, words = false, signal } = search;
    const vector = await embedOne(embedder, question, { signal });
    for (let limit = k, attempt = 1; ; limit *= 4, attempt++) {
      const query = { vector, limit, ...(filter === undefined ? {} : { filter }), signal };
      const hits = await (words ? repository.search({ ...query, text: question }) : repository.search(query));
      const chunks = hits
        .map(chunkOfHit)
        .filter((chunk) => chunk !== undefined)
        .filter(({ similarity = 1 }) => similarity >= minSimilarity);
      const documents = await this.list.current([...new Set(chunks.map(({ document }) => document))], {
        signal,
      });
      const served = chunks.filter(
        ({ document, generation }) => documents.get(document)?.generation === generation,
      );
      // Chunks that are not served any more take the places of others: ask for more.
      if (served.length >= k || served.length === chunks.length || attempt === MOST_ATTEMPTS) {
        return found(served.slice(0, k).map(withoutGeneration), documents, false);
      }
    }
  }

  /** What was stored for a question of the same meaning, if all of its documents are still as they were then. */
  async #stored(cache: SemanticCache, request: CacheRequest, search: Search): Promise<Found | undefined> {
    const hit = await cache.lookup(request, withSignal(search));
    if (!hit.hit) return undefined;
    const parts = (hit.structured?.content ?? []) as unknown as readonly StoredPart[];
    const documents = await this.list.current(
      [...new Set(parts.map(({ chunk }) => chunk.document))],
      withSignal(search),
    );
    const isCurrent = parts.every(
      ({ chunk, revision }) => documents.get(chunk.document)?.revision === revision,
    );
    return isCurrent
      ? found(
          parts.map(({ chunk }) => chunk),
          documents,
          true,
        )
      : undefined;
  }

  #requestOf(question: string, { k, filter, minSimilarity, words }: Search): CacheRequest {
    const { repository, embedder } = this.options;
    const retrieval = {
      collection: repository.key,
      model: embedder.model,
      k,
      filter: filter === undefined ? null : encodeFilter(filter),
      minSimilarity: minSimilarity ?? null,
      words: words === true,
    };
    return { prompt: question, scope: { extra: { retrieval } } };
  }
}

/** A chunk as a part of a stored answer. */
interface StoredPart {
  readonly type: "chunk";
  readonly chunk: Chunk;
  /** Of its document. */
  readonly revision: string;
}

function partOf(chunk: Chunk, documents: ReadonlyMap<string, CurrentDocument>) {
  const revision = documents.get(chunk.document)?.revision ?? "";
  return { type: "chunk", chunk: chunk as unknown as JsonValue, revision };
}

/** Only documents of which there is a chunk. */
function found(chunks: readonly Chunk[], all: ReadonlyMap<string, CurrentDocument>, cached: boolean): Found {
  const used = new Set(chunks.map(({ document }) => document));
  return { chunks, documents: new Map([...all].filter(([id]) => used.has(id))), cached };
}

function withoutGeneration({ generation: _, ...chunk }: FoundChunk): Chunk {
  return chunk;
}

function withSignal({ signal }: Search): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
