import type {
  CacheRequest,
  ChunkSource,
  JsonValue,
  StreamedAnswer,
  WrapOptions,
  WrappedAnswer,
} from "../cache/index.js";
import { OctavecError, requireKnownFields } from "../errors/index.js";
import {
  checkDocument,
  checkDocumentId,
  checkRagOptions,
  checkRetrieve,
  RETRIEVE,
} from "./check-arguments.js";
import { chunkId, chunkIds, chunkRecords, revisionOf, tagOf } from "./chunk-records.js";
import { type CurrentDocument, DocumentList } from "./document-list.js";
import type {
  AddedDocument,
  RagAnswerOptions,
  RagDocument,
  RagOptions,
  RagProducer,
  RagQuestion,
  RagStreamOptions,
  Retrieved,
  RetrieveOptions,
} from "./rag-types.js";
import { type Found, Retriever } from "./retriever.js";
import { splitMarkdown } from "./split-markdown.js";

/** Documents whose passages are found by meaning, and answers that are made of them and kept in a cache. */
export class Rag {
  readonly #options: RagOptions;
  readonly #list: DocumentList;
  readonly #retriever: Retriever;

  /** The same as `createRag`. */
  constructor(options: RagOptions) {
    checkRagOptions(options);
    this.#options = options;
    this.#list = new DocumentList(options.repository.executor, options.repository.key);
    this.#retriever = new Retriever(options, this.#list);
  }

  /**
   * Stores a document in place of its earlier version. Its chunks are written first, and then one step makes them the current ones:
   * no call sees parts of two versions. From that step on no answer is served that used the earlier version, also if this
   * process dies after it. Then answers and retrieval results that used it are invalidated, and its chunks removed.
   *
   * A document with the same content, version and attributes costs one round trip and no embedding. Idempotent; after a failure
   * repeat the call. Of two calls for one document at the same time the one that ends last wins.
   *
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of the embedder and of commands.
   */
  async addDocument(document: RagDocument, options: { signal?: AbortSignal } = {}): Promise<AddedDocument> {
    checkDocument(document);
    const { id } = document;
    const { repository, embedder, split = splitMarkdown } = this.#options;
    const texts = (await split(document.text)).filter((text) => text.trim() !== "");
    if (texts.length === 0) throw new OctavecError("INVALID_ARGUMENT", "addDocument: text: it has no words.");
    const revision = revisionOf(document, texts, embedder.model);
    const previous = (await this.#list.current([id], options)).get(id);
    if (previous?.revision === revision && (await this.#isStored(id, previous))) {
      await this.sweep(options);
      return { changed: false, version: previous.version, chunks: texts.length };
    }
    const written = await this.#list.begin(id, { revision, chunks: texts.length }, options);
    const next = { ...written, version: document.version ?? revision };
    const records = chunkRecords(document, next, texts, await embedder.embed(texts, options));
    await repository.upsertMany(records, options);
    const isAlone = await this.#list.replace(id, previous, next, options);
    // It took so long that others have removed its chunks as those of a dead process.
    if (!isAlone) await repository.upsertMany(records, options);
    await this.sweep(options);
    return { changed: true, version: next.version, chunks: texts.length };
  }

  /**
   * Removes a document. No call that begins afterwards finds it or is served an answer that used it. Idempotent; after a failure
   * repeat the call.
   *
   * @returns whether there was one.
   */
  async removeDocument(id: string, options: { signal?: AbortSignal } = {}): Promise<boolean> {
    checkDocumentId("removeDocument", id);
    const previous = (await this.#list.current([id], options)).get(id);
    if (previous !== undefined) await this.#list.replace(id, previous, undefined, options);
    await this.sweep(options);
    return previous !== undefined;
  }

  /**
   * The chunks that are nearest to a question. Only chunks of current documents are returned.
   *
   * @throws OctavecError `INVALID_ARGUMENT`; the codes of the embedder, of `search` and of commands: without Redis there is nothing to
   * answer from.
   */
  async retrieve(question: string, options: RetrieveOptions = {}): Promise<Retrieved> {
    requireKnownFields(options, RETRIEVE);
    const k = checkRetrieve(question, options);
    return resultOf(await this.#retriever.find(question, { ...options, k }));
  }

  /**
   * Retrieves chunks, and answers from the cache or with what `produce` makes of them. An answer is served only if the same documents
   * in the same versions are retrieved for this question. If nothing was retrieved, the answer is not cached.
   *
   * @example
   * import { createRag } from "octavec/rag";
   *
   * const rag = createRag({ repository: articles, embedder, cache });
   * const { response } = await rag.answer("How do I pay?", async ({ question, chunks, signal }) => {
   *   const passages = chunks.map(({ text }) => text).join("\n\n");
   *   return { response: await askModel(`${passages}\n\n${question}`, { signal }).then(({ text }) => text) };
   * });
   * @throws OctavecError as `retrieve`; what `produce` throws, unchanged.
   */
  async answer(
    question: string,
    produce: RagProducer,
    options: RagAnswerOptions = {},
  ): Promise<WrappedAnswer & Retrieved> {
    const { found, request, controls } = await this.#prepare(question, produce, options);
    const answer = await this.#options.cache.wrap(
      request,
      (signal) => produce({ ...resultOf(found), question, signal }),
      controls,
    );
    return { ...answer, ...resultOf(found) };
  }

  /** `answer` for producers that stream, as `wrapStream` does. */
  async answerStream<T = string>(
    question: string,
    produce: (question: RagQuestion) => ChunkSource<T> | Promise<ChunkSource<T>>,
    options: RagStreamOptions<T> = {},
  ): Promise<StreamedAnswer<T> & Retrieved> {
    const { format, replay, finishReasons, ...rest } = options;
    const { found, request, controls } = await this.#prepare(question, produce, rest);
    const streamed = await this.#options.cache.wrapStream<T>(
      request,
      (signal) => produce({ ...resultOf(found), question, signal }),
      { ...controls, format, replay, finishReasons },
    );
    return { ...streamed, ...resultOf(found) };
  }

  /**
   * Removes what is left of replaced and removed documents: their answers, retrieval results and chunks; after an hour also the
   * chunks that a killed process has written. `addDocument` and `removeDocument` do it, too.
   */
  async sweep(options: { signal?: AbortSignal } = {}): Promise<void> {
    const { repository, cache, retrievalCache = cache } = this.#options;
    for (;;) {
      const leftovers = await this.#list.due(options);
      if (leftovers.length === 0) return;
      const current = await this.#list.current([...new Set(leftovers.map(({ id }) => id))], options);
      for (const leftover of leftovers) {
        const tag = tagOf(leftover.id, leftover);
        const isServed = current.get(leftover.id)?.revision === leftover.revision;
        for (const one of isServed ? [] : new Set([cache, retrievalCache]))
          await one.invalidate({ tag }, options);
        await repository.delete(chunkIds(leftover), options);
        await this.#list.forget(leftover, options);
      }
    }
  }

  /** False if somebody has emptied the collection, or its records have expired. */
  #isStored(id: string, { generation, chunks }: CurrentDocument): Promise<boolean> {
    return this.#options.repository.has(chunkId(id, generation, chunks - 1));
  }

  async #prepare(question: string, produce: unknown, options: RagAnswerOptions) {
    if (typeof produce !== "function") {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        "answer: expected a function that makes the answer, after the question.",
      );
    }
    const {
      k: _,
      filter,
      minSimilarity,
      words,
      scope,
      tags = [],
      category,
      threshold,
      ...controls
    } = options;
    const k = checkRetrieve(question, options, tags);
    const { signal } = controls;
    const found = await this.#retriever.find(question, { k, filter, minSimilarity, words, signal });
    const documents = [...found.documents].sort(byId);
    const versions: JsonValue = documents.map(([id, { version, revision }]) => [id, version, revision]);
    const request: CacheRequest = {
      prompt: question,
      scope: { ...scope, extra: { rag: versions, extra: scope?.extra ?? null } },
      tags: [...tags, ...documents.map(([id, document]) => tagOf(id, document))],
      category,
      threshold,
    };
    return { found, request, controls: found.chunks.length > 0 ? controls : withoutCache(controls) };
  }
}

/**
 * A helper for answers from documents (retrieval-augmented generation). Does no I/O.
 *
 * @example
 * import { createRag } from "octavec/rag";
 *
 * const rag = createRag({ repository: articles, embedder, cache });
 * await rag.addDocument({ id: "terms", version: "2026-11", text: "# Terms\nPay within 30 days.", attributes: { lang: "en" } });
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function createRag(options: RagOptions): Rag {
  return new Rag(options);
}

/** An answer that knows no document must not outlive the moment at which there is one. */
function withoutCache({ signal, onlyIfCached }: WrapOptions): WrapOptions {
  return onlyIfCached === true ? { signal, onlyIfCached } : { signal, bypass: true };
}

function resultOf({ chunks, documents, cached }: Found): Retrieved {
  const versions = [...documents].sort(byId).map(([id, { version }]) => ({ id, version }));
  return { chunks, documents: versions, cached };
}

function byId([one]: [string, CurrentDocument], [other]: [string, CurrentDocument]): number {
  return one < other ? -1 : 1;
}
