import type { BaseNode } from "@llamaindex/core/schema";
import {
  BaseVectorStore,
  type VectorStoreBaseParams,
  type VectorStoreQuery,
  type VectorStoreQueryResult,
} from "@llamaindex/core/vector-store";
import { type Filter, f } from "../../commands/index.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";
import type { SearchQuery, VectorRepository } from "../../repository/index.js";
import { filterOf } from "./filter.js";
import { attributesOfNode, DOCUMENT_FIELD, nodeOf } from "./stored-node.js";

export interface OctavecVectorStoreOptions {
  /** The collection of the nodes, from `client.repository()`. It should hold nothing else. */
  readonly repository: VectorRepository;
  /** The model that makes vectors of texts and questions. Default: that of LlamaIndex's `Settings`. */
  readonly embedModel?: VectorStoreBaseParams["embedModel"];
}

/** `customParams` of a query or a retriever: options of a search of octavec. */
export type OctavecSearchParams = Pick<
  SearchQuery,
  "ef" | "filterEf" | "minSimilarity" | "exhaustive" | "precision" | "threading" | "timeoutMs" | "signal"
>;

type Query = VectorStoreQuery<OctavecSearchParams>;

/** LlamaIndex balances nearness and variety so if nothing is said. */
const DEFAULT_MMR_THRESHOLD = 0.5;

/**
 * A vector store of LlamaIndex in Redis 8. It keeps nodes whole, with text and metadata, so an index needs no other store.
 *
 * @example
 * import { OctavecVectorStore } from "octavec/llamaindex";
 *
 * const repository = client.repository({ namespace: "shop", collection: "manuals", dimension: 1536 });
 * const vectorStore = new OctavecVectorStore({ repository });
 * // const index = await VectorStoreIndex.fromVectorStore(vectorStore);
 */
export class OctavecVectorStore extends BaseVectorStore<VectorRepository, OctavecSearchParams> {
  readonly storesText = true;
  readonly #repository: VectorRepository;

  /**
   * Does no I/O.
   *
   * @throws OctavecError `INVALID_ARGUMENT`; LlamaIndex's own error if neither `embedModel` nor `Settings.embedModel` is set.
   */
  constructor(options: OctavecVectorStoreOptions) {
    requireKnownFields(options, {
      what: "options of OctavecVectorStore",
      fields: ["repository", "embedModel"],
    });
    const { repository, embedModel } = options;
    if (typeof repository?.search !== "function") {
      throw invalid(
        "options of OctavecVectorStore: repository: expected a repository of client.repository()",
      );
    }
    // The name that every version knows.
    super({ embeddingModel: embedModel });
    this.#repository = repository;
  }

  /** The repository. */
  override client(): VectorRepository {
    return this.#repository;
  }

  /** Stores nodes, which have their vectors. @returns their ids. */
  override async add(nodes: BaseNode[]): Promise<string[]> {
    const records = nodes.map((node) => {
      return { id: node.id_, vector: node.getEmbedding(), attributes: attributesOfNode(node) };
    });
    await this.#repository.upsertMany(records);
    return records.map(({ id }) => id);
  }

  /** Removes all nodes that were made from a document. Reads the attributes of every node of the collection. */
  override async delete(refDocId: string): Promise<void> {
    await this.#repository.deleteWhere(f.eq(DOCUMENT_FIELD, refDocId));
  }

  /**
   * The nodes that fit best, best first. `similarities` are cosines from −1 to 1; with the mode `hybrid` they are merged scores, and with
   * `sparse` BM25.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for a mode that the store does not have, `INVALID_FILTER`, and as `search` of a repository.
   */
  override async query(query: Query): Promise<VectorStoreQueryResult> {
    requireKnownFields(query, { what: "query", fields: QUERY_FIELDS });
    const hits = await this.#search(query);
    return {
      nodes: hits.map(({ id, attributes }) => nodeOf(id, attributes)),
      similarities: hits.map(({ score }) => score),
      ids: hits.map(({ id }) => id),
    };
  }

  async #search(query: Query): Promise<Hit[]> {
    const {
      queryEmbedding,
      queryStr,
      mode,
      alpha,
      mmrThreshold,
      similarityTopK: limit,
      customParams,
    } = query;
    const filter = whereOf(query);
    const shared = { ...customParams, limit, filter };
    switch (mode) {
      case "default":
      case "mmr": {
        const vector = required("queryEmbedding", queryEmbedding, mode);
        const diversity = mode === "mmr" ? 1 - (mmrThreshold ?? DEFAULT_MMR_THRESHOLD) : 0;
        const hits = await this.#repository.search({ ...shared, vector, diversity });
        return hits.map((hit) => ({ ...hit, score: hit.similarity }));
      }
      case "hybrid": {
        const vector = required("queryEmbedding", queryEmbedding, mode);
        const text = required("queryStr", queryStr, mode);
        const fusion = alpha === undefined ? "rrf" : { vectorWeight: alpha };
        const hits = await this.#repository.search({ ...shared, vector, text, fusion });
        return hits.map((hit) => ({ ...hit, score: hit.fusedScore }));
      }
      case "sparse": {
        const text = required("queryStr", queryStr, mode);
        const hits = await this.#repository.search({ ...shared, text });
        return hits.map((hit) => ({ ...hit, score: hit.textScore }));
      }
      default:
        throw invalid(
          `query: mode: expected "default", "mmr", "hybrid" or "sparse", got ${JSON.stringify(mode)}`,
        );
    }
  }
}

interface Hit {
  readonly id: string;
  readonly score: number;
  readonly attributes?: Attributes;
}

const QUERY_FIELDS: readonly (keyof Query)[] = [
  ...(["queryEmbedding", "similarityTopK", "docIds", "queryStr", "mode", "alpha", "filters"] as const),
  ...(["mmrThreshold", "customParams"] as const),
];

function whereOf({ filters, docIds }: Query): Filter | undefined {
  const filter = filterOf(filters);
  if (docIds === undefined) return filter;
  const ofDocuments = f.in(DOCUMENT_FIELD, docIds);
  return filter === undefined ? ofDocuments : f.and(ofDocuments, filter);
}

function required<T>(field: string, value: T | undefined, mode: string): T {
  if (value !== undefined) return value;
  throw invalid(`query: ${field}: the mode "${mode}" needs it`);
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `${problem}.`);
}
