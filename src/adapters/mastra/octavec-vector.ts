import { randomUUID } from "node:crypto";
import {
  type CreateIndexParams,
  type DeleteIndexParams,
  type DeleteVectorParams,
  type DeleteVectorsParams,
  type DescribeIndexParams,
  type IndexStats,
  MastraVector,
  type QueryResult,
  type QueryVectorParams,
  type UpdateVectorParams,
  type UpsertVectorParams,
  type VectorFilter,
} from "@mastra/core/vector";
import type { VectorClient } from "../../client.js";
import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { attributesOf, metadataOf } from "../../metadata.js";
import type { Attributes, RepositoryOptions } from "../../options/index.js";
import type { VectorRepository } from "../../repository/index.js";
import {
  checkCreateIndex,
  checkFields,
  checkTopK,
  checkUpdate,
  checkUpsert,
  invalid,
  requireFilter,
  targetOf,
} from "./check-params.js";
import { filterOf } from "./filter/filter.js";
import { IndexRegistry } from "./index-registry.js";

export interface OctavecVectorOptions {
  /** Name of the store among those of a Mastra instance. */
  readonly id: string;
  /** A client of `connect()`, which the store does not close. */
  readonly client: VectorClient;
  /** Application and tenant, as in the options of a repository. Each index is a collection of this namespace. */
  readonly namespace: string;
  /** How the collections of all indexes store their vectors: options of a repository. Default: the defaults of a repository. */
  readonly index?:
    | Pick<RepositoryOptions, "quantization" | "precision" | "rotation" | "m" | "efConstruction">
    | undefined;
}

/**
 * A vector store of Mastra in Redis 8. An index is a collection of octavec, and metadata are attributes. The metric is cosine
 * similarity; `score` is from −1 to 1. Every failure is an `OctavecError`.
 *
 * @example
 * import { OctavecVector } from "octavec/mastra";
 *
 * const store = new OctavecVector({ id: "octavec", client, namespace: "shop" });
 * await store.createIndex({ indexName: "manuals", dimension: 1536 });
 */
export class OctavecVector extends MastraVector<VectorFilter> {
  readonly #options: OctavecVectorOptions;
  readonly #registry: IndexRegistry;
  readonly #opened = new Map<string, { readonly token: string; readonly repository: VectorRepository }>();

  /** Does no I/O. @throws OctavecError `INVALID_ARGUMENT`, `INVALID_OPTIONS`; Mastra's own error for an empty id. */
  constructor(options: OctavecVectorOptions) {
    const fields = ["id", "client", "namespace", "index"];
    requireKnownFields(options, { what: "options of OctavecVector", fields });
    if (typeof options.client?.repository !== "function") {
      throw invalid("options of OctavecVector: client: expected a client of connect()");
    }
    super({ id: options.id });
    // Before 1.0 the base class keeps no id.
    this.id = options.id;
    this.#options = options;
    this.#registry = new IndexRegistry(options.client, options.namespace);
    // Does no I/O, and refuses what no collection can have.
    this.#repository("any", 1);
  }

  /**
   * Makes an index. One that exists with this dimension stays as it is.
   *
   * @throws OctavecError `INVALID_ARGUMENT`, also for another metric than cosine; `INVALID_OPTIONS` for a name or dimension that no
   * collection can have; `COLLECTION_MISMATCH` if the index exists with another dimension.
   */
  override async createIndex(params: CreateIndexParams): Promise<void> {
    checkCreateIndex(params);
    const { indexName, dimension } = params;
    this.#repository(indexName, dimension);
    const entry = await this.#registry.add(indexName, dimension);
    if (entry.dimension === dimension) return;
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `createIndex: the index "${indexName}" exists with dimension ${entry.dimension}, and ${dimension} was asked for. ` +
        "Use the model for which it was created, or another name, or call deleteIndex first.",
      { details: { indexName, expected: dimension, actual: entry.dimension } },
    );
  }

  /** In the order of the names. */
  override listIndexes(): Promise<string[]> {
    return this.#registry.names();
  }

  override async describeIndex(params: DescribeIndexParams): Promise<IndexStats> {
    checkFields("describeIndex", params);
    const repository = await this.#open(params.indexName);
    return { dimension: repository.inputDimension, count: await repository.count(), metric: "cosine" };
  }

  /** Removes an index with its vectors. If there is none, nothing happens. */
  override async deleteIndex(params: DeleteIndexParams): Promise<void> {
    checkFields("deleteIndex", params);
    const { indexName } = params;
    if (!(await this.#registry.has(indexName))) return;
    await (await this.#open(indexName)).drop();
    await this.#registry.remove(indexName);
    this.#opened.delete(indexName);
  }

  /**
   * Stores vectors with their metadata. All are checked before the first is sent. Without `ids` each gets a random one.
   *
   * With `deleteFilter`, records that match and are not among those of this call are removed, after these were stored: a reader may
   * see both for a moment, and none is lost if the process ends in between.
   *
   * @returns the ids, in the order of the vectors.
   */
  override async upsert(params: UpsertVectorParams<VectorFilter>): Promise<string[]> {
    checkUpsert(params);
    const { indexName, vectors, metadata, ids = vectors.map(() => randomUUID()), deleteFilter } = params;
    const replaced = deleteFilter === undefined ? undefined : requireFilter("upsert", deleteFilter);
    const records = vectors.map((vector, place) => {
      return { id: ids[place]!, vector, attributes: attributesOf(metadata?.[place] ?? {}) };
    });
    const repository = await this.#open(indexName);
    await repository.upsertMany(records);
    if (replaced !== undefined) {
      const stored = new Set(ids);
      const old: string[] = [];
      for await (const { id } of repository.scan({ filter: replaced })) if (!stored.has(id)) old.push(id);
      await repository.delete(old);
    }
    return [...ids];
  }

  /**
   * The nearest vectors, best first. Without `queryVector` the first that match `filter`, in the order of their ids, with the score 0.
   */
  override async query(params: QueryVectorParams<VectorFilter>): Promise<QueryResult[]> {
    checkFields("query", params);
    const { indexName, queryVector, topK = 10, filter, includeVector = false } = params;
    const limit = checkTopK(topK);
    if (!queryVector && !filter) throw invalid("query: expected a queryVector, a filter or both");
    const where = filterOf(filter);
    const repository = await this.#open(indexName);
    if (!queryVector) {
      const found = await repository.find({ filter: where, limit, includeVectors: includeVector });
      return found.map((record) => resultOf({ ...record, similarity: 0 }));
    }
    const hits = await repository.search({ vector: queryVector, limit, filter: where });
    if (!includeVector) return hits.map(resultOf);
    const records = await Promise.all(hits.map(({ id }) => repository.get(id)));
    return hits.map((hit, place) => resultOf({ ...hit, vector: records[place]?.vector }));
  }

  /**
   * Replaces the vector, the metadata as a whole, or both, of one record or of all that match. A record that does not exist stays so.
   */
  override async updateVector(params: UpdateVectorParams<VectorFilter>): Promise<void> {
    checkUpdate(params);
    const target = targetOf("updateVector", ["id", params.id], params.filter);
    const { vector, metadata } = params.update;
    const attributes = metadata === undefined ? undefined : attributesOf(metadata);
    const repository = await this.#open(params.indexName);
    if ("ids" in target) {
      const exists = vector === undefined || (await repository.updateVector(target.ids, vector));
      if (exists && attributes !== undefined) await repository.setAttributes(target.ids, attributes);
      return;
    }
    const { filter } = target;
    if (vector !== undefined)
      for await (const { id } of repository.scan({ filter })) await repository.updateVector(id, vector);
    // Last, because records may match no more with their new metadata.
    if (attributes !== undefined) await repository.updateWhere(filter, attributes, { mode: "replace" });
  }

  override async deleteVector(params: DeleteVectorParams): Promise<void> {
    checkFields("deleteVector", params);
    await (await this.#open(params.indexName)).delete(params.id);
  }

  /** Removes the vectors with the ids, or those that match the filter. Ids that do not exist are no error. */
  override async deleteVectors(params: DeleteVectorsParams<VectorFilter>): Promise<void> {
    checkFields("deleteVectors", params);
    const target = targetOf("deleteVectors", ["ids", params.ids], params.filter);
    const repository = await this.#open(params.indexName);
    if ("ids" in target) await repository.delete(target.ids);
    else await repository.deleteWhere(target.filter);
  }

  async #open(indexName: string): Promise<VectorRepository> {
    const { dimension, token } = await this.#registry.get(indexName);
    const known = this.#opened.get(indexName);
    // Another process may have deleted the index and created it again.
    if (known?.token === token) return known.repository;
    const repository = this.#repository(indexName, dimension);
    this.#opened.set(indexName, { token, repository });
    return repository;
  }

  #repository(indexName: string, dimension: number): VectorRepository {
    const { client, namespace, index } = this.#options;
    return client.repository({ ...index, namespace, collection: indexName, dimension });
  }
}

function resultOf(hit: {
  readonly id: string;
  readonly similarity: number;
  readonly attributes?: Attributes;
  readonly vector?: Float32Array | undefined;
}): QueryResult {
  const { id, similarity, attributes, vector } = hit;
  const result = { id, score: similarity, metadata: metadataOf(attributes) };
  return vector === undefined ? result : { ...result, vector: Array.from(vector) };
}
