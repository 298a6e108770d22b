import { randomUUID } from "node:crypto";
import { Document, type DocumentInterface } from "@langchain/core/documents";
import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import { maximalMarginalRelevance } from "@langchain/core/utils/math";
import { type MaxMarginalRelevanceSearchOptions, VectorStore } from "@langchain/core/vectorstores";
import type { Filter } from "../../commands/index.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import type { VectorRepository } from "../../repository/index.js";

/** Where `OctavecVectorStore` keeps documents. */
export interface OctavecVectorStoreConfig {
  /** A collection of `client.repository()`. Its dimension is that of the embeddings. */
  readonly repository: VectorRepository;
  /** The attribute that has the text of a document. All others are its metadata. Default `text`. */
  readonly textField?: string | undefined;
}

/** What `OctavecVectorStore.delete` deletes: the documents with these ids, or all that match the filter. */
export interface DeleteParams {
  /** Ids of documents. Those that do not exist are no error. Default: none. */
  readonly ids?: readonly string[] | undefined;
  /** A filter of octavec. Default: none. */
  readonly filter?: Filter | undefined;
}

const DEFAULT_FETCH_K = 20;
const DEFAULT_LAMBDA = 0.5;

/**
 * A vector store of LangChain on a collection of octavec. Metadata is stored as attributes, so a filter (`f` of `octavec`) names its
 * fields. Scores are cosine similarities, −1 to 1.
 *
 * @example
 * import { OctavecEmbeddings, OctavecVectorStore } from "octavec/langchain";
 *
 * const store = new OctavecVectorStore(new OctavecEmbeddings({ embedder }), { repository: articles });
 * const hits = await store.similaritySearchWithScore("How can I pay?", 4);
 * @throws OctavecError `INVALID_ARGUMENT`. All methods reject with what the repository's methods reject with.
 */
export class OctavecVectorStore extends VectorStore {
  declare FilterType: Filter;
  readonly #repository: VectorRepository;
  readonly #textField: string;

  constructor(embeddings: EmbeddingsInterface, config: OctavecVectorStoreConfig) {
    super(embeddings, config);
    requireKnownFields(config, { what: "config of OctavecVectorStore", fields: ["repository", "textField"] });
    this.#repository = config.repository;
    this.#textField = config.textField ?? "text";
  }

  _vectorstoreType(): string {
    return "octavec";
  }

  /** @returns the ids. @throws UpsertManyError if some were not stored; OctavecError `INVALID_ARGUMENT`. */
  async addDocuments(documents: DocumentInterface[], options?: { ids?: string[] }): Promise<string[]> {
    const texts = documents.map(({ pageContent }) => pageContent);
    return this.addVectors(await this.embeddings.embedDocuments(texts), documents, options);
  }

  /**
   * A document with a known id is replaced. Ids: those of the options, else those of the documents, else new ones.
   *
   * @returns the ids. @throws UpsertManyError if some were not stored; OctavecError `INVALID_ARGUMENT`.
   */
  async addVectors(
    vectors: number[][],
    documents: DocumentInterface[],
    { ids }: { ids?: string[] } = {},
  ): Promise<string[]> {
    if (vectors.length !== documents.length || (ids !== undefined && ids.length !== documents.length)) {
      const got = `${vectors.length} vectors, ${documents.length} documents and ${ids?.length ?? "no"} ids`;
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `expected as many vectors and ids as documents; got ${got}.`,
      );
    }
    const records = documents.map((document, place) => ({
      id: ids?.[place] ?? document.id ?? randomUUID(),
      vector: vectors[place] ?? [],
      attributes: this.#attributesOf(document),
    }));
    await this.#repository.upsertMany(records);
    return records.map(({ id }) => id);
  }

  /** @throws OctavecError `INVALID_ARGUMENT` unless exactly one of both is given, so that nothing is deleted by mistake. */
  override async delete(params: DeleteParams = {}): Promise<void> {
    requireKnownFields(params, { what: "delete", fields: ["ids", "filter"] });
    const { ids, filter } = params;
    if ((ids === undefined) === (filter === undefined)) {
      throw new OctavecError("INVALID_ARGUMENT", "delete: expected either ids or a filter.");
    }
    if (ids !== undefined) await this.#repository.delete(ids);
    else if (filter !== undefined) await this.#repository.deleteWhere(filter);
  }

  async similaritySearchVectorWithScore(
    query: number[],
    k: number,
    filter?: Filter,
  ): Promise<[Document, number][]> {
    const hits = await this.#repository.search({ vector: query, limit: k, filter });
    return hits.map(({ id, attributes, similarity }) => [this.#documentOf(id, attributes), similarity]);
  }

  /** Reads the vectors of `fetchK` documents (default 20, at least `k`), and chooses `k` of them by LangChain's own function. */
  override async maxMarginalRelevanceSearch(
    query: string,
    {
      k,
      fetchK = DEFAULT_FETCH_K,
      lambda = DEFAULT_LAMBDA,
      filter,
    }: MaxMarginalRelevanceSearchOptions<Filter>,
  ): Promise<Document[]> {
    const vector = await this.embeddings.embedQuery(query);
    const limit = Math.max(k, fetchK);
    const hits = await this.#repository.search({ vector, limit, filter, includeAttributes: false });
    // A document that was deleted meanwhile is undefined.
    const read = await Promise.all(hits.map(({ id }) => this.#repository.get(id)));
    const records = read.filter((record) => record !== undefined);
    const vectors = records.map((record) => Array.from(record.vector));
    return maximalMarginalRelevance(vector, vectors, lambda, k).flatMap((place) => {
      const record = records[place];
      return record === undefined ? [] : [this.#documentOf(record.id, record.attributes)];
    });
  }

  /** @param metadatas - One for each text, or one for all. */
  static override async fromTexts(
    texts: string[],
    metadatas: object[] | object,
    embeddings: EmbeddingsInterface,
    config: OctavecVectorStoreConfig,
  ): Promise<OctavecVectorStore> {
    const documents = texts.map((pageContent, place) => {
      const metadata = Array.isArray(metadatas) ? (metadatas[place] ?? {}) : metadatas;
      return new Document({ pageContent, metadata: { ...metadata } });
    });
    return OctavecVectorStore.fromDocuments(documents, embeddings, config);
  }

  static override async fromDocuments(
    documents: DocumentInterface[],
    embeddings: EmbeddingsInterface,
    config: OctavecVectorStoreConfig,
  ): Promise<OctavecVectorStore> {
    const store = new OctavecVectorStore(embeddings, config);
    await store.addDocuments(documents);
    return store;
  }

  /**
   * Opens a collection that has documents already, of LangChain or not.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for a collection that is empty or does not exist, `COLLECTION_MISMATCH` for one that was
   * made with other options.
   */
  static async fromExistingCollection(
    embeddings: EmbeddingsInterface,
    config: OctavecVectorStoreConfig,
  ): Promise<OctavecVectorStore> {
    const store = new OctavecVectorStore(embeddings, config);
    const [any] = await config.repository.find({ limit: 1 });
    if (any !== undefined) return store;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `The collection ${config.repository.key} is empty or does not exist. Check its name, or begin with fromDocuments.`,
    );
  }

  #attributesOf({ pageContent, metadata }: DocumentInterface): Record<string, unknown> {
    if (metadata[this.#textField] !== undefined) {
      throw new OctavecError(
        "INVALID_ARGUMENT",
        `The metadata of a document has a field ${JSON.stringify(this.#textField)}, which is that of its text. Rename it, or set textField.`,
      );
    }
    return { ...metadata, [this.#textField]: pageContent };
  }

  #documentOf(id: string, attributes: Readonly<Record<string, unknown>> = {}): Document {
    const { [this.#textField]: text, ...metadata } = attributes;
    return new Document({ id, pageContent: typeof text === "string" ? text : "", metadata });
  }
}
