import type { EmbeddingsInterface } from "@langchain/core/embeddings";
import {
  BaseStore,
  type GetOperation,
  type Item,
  type ListNamespacesOperation,
  type MatchCondition,
  type Operation,
  type OperationResults,
  type PutOperation,
  type SearchItem,
  type SearchOperation,
} from "@langchain/langgraph-checkpoint";
import type { VectorClient } from "../../client.js";
import { type KnownFields, OctavecError, requireKnownFields } from "../../errors/index.js";
import { ItemStore, itemName, type ScoredItem, type StoredItem } from "../../items/index.js";
import type { PlaceOptions } from "../../options/index.js";
import { prepareVector } from "../../repository/index.js";
import { filterOfSearch } from "./store-filter.js";
import { textsAtPath } from "./text-paths.js";

/** How items are found by meaning. */
export interface OctavecStoreIndex {
  /** Length of the vectors, 1 to 65,536. */
  readonly dims: number;
  /** Embeddings of LangChain. `OctavecEmbeddings` of `octavec/langchain` makes them of any embedder of octavec. */
  readonly embeddings: EmbeddingsInterface;
  /** Paths of the texts that get a vector, such as `text` or `parts[*].title`. Default `["$"]`: the whole value as one text. */
  readonly fields?: readonly string[] | undefined;
}

/** Fields of `OctavecStore`. */
export interface OctavecStoreFields extends PlaceOptions {
  /** The client that `connect()` returned. */
  readonly client: Pick<VectorClient, "executor">;
  /** How items are found by meaning. Default: they are not, and a search with a query lists. */
  readonly index?: OctavecStoreIndex | undefined;
}

const INDEX: KnownFields = { what: "index of OctavecStore", fields: ["dims", "embeddings", "fields"] };
/** Items that are written at the same time. */
const PUTS_AT_ONCE = 32;
const DEFAULT_LIMIT = 10;

/**
 * A store of LangGraph: memories that threads share. An item changes in one step, value and vectors together, and it is in every later
 * read of every process. Needs no module of Redis.
 *
 * @example
 * import { OctavecStore } from "octavec/langgraph";
 *
 * const store = new OctavecStore({ client, namespace: "assistant" }); // for compile()
 * await store.put(["users", "42"], "name", { text: "Ada" });
 * @throws OctavecError `INVALID_OPTIONS`, `INVALID_ARGUMENT`. All methods reject with `INVALID_ARGUMENT`, `INVALID_FILTER`,
 * `DIMENSION_MISMATCH`, with what the embeddings throw, and the codes of commands.
 */
export class OctavecStore extends BaseStore {
  readonly #items: ItemStore;
  readonly #index: OctavecStoreIndex | undefined;

  constructor({ client, index, ...place }: OctavecStoreFields) {
    super();
    if (index !== undefined) requireKnownFields(index, INDEX);
    this.#items = new ItemStore(client.executor, place);
    this.#index = index;
  }

  /** Reads come before writes, as in LangGraph's own store. Of two writes of one item the later one counts. */
  async batch<Op extends Operation[]>(operations: Op): Promise<OperationResults<Op>> {
    const reads = operations.map((operation) => ("value" in operation ? undefined : this.#answer(operation)));
    const results = await Promise.all(reads);
    await this.#putAll(operations.filter((operation) => "value" in operation));
    return results as OperationResults<Op>;
  }

  #answer(
    operation: Exclude<Operation, PutOperation>,
  ): Promise<Item | null> | Promise<SearchItem[]> | Promise<string[][]> {
    if ("key" in operation) return this.#getItem(operation);
    if ("namespacePrefix" in operation) return this.#searchItems(operation);
    return this.#listSpaces(operation);
  }

  async #getItem({ namespace, key }: GetOperation): Promise<Item | null> {
    const [item] = await this.#items.get([{ space: namespace, key }]);
    return item === undefined ? null : itemOf(item);
  }

  /** The nearest items first, then those without vectors, as in LangGraph's own store. */
  async #searchItems({
    namespacePrefix: prefix,
    filter: given,
    limit = DEFAULT_LIMIT,
    offset = 0,
    query,
  }: SearchOperation): Promise<SearchItem[]> {
    const filter = filterOfSearch(given);
    const end = offset + limit;
    if (end <= 0) return [];
    const found: (ScoredItem | { readonly item: StoredItem })[] = [];
    const isRanked = this.#index !== undefined && query !== undefined && query.trim() !== "";
    if (isRanked) {
      const vector = this.#vectorOf(await this.#index.embeddings.embedQuery(query));
      found.push(...(await this.#items.nearest({ prefix, vector, filter, limit: end })));
    }
    if (found.length < end) {
      for await (const item of this.#items.list(prefix, filter)) {
        if (!isRanked || item.vectors === 0) found.push({ item });
        if (found.length >= end) break;
      }
    }
    return found.slice(offset, end).map((one) => ({
      ...itemOf(one.item),
      ...("similarity" in one ? { score: one.similarity } : {}),
    }));
  }

  async #listSpaces({
    matchConditions = [],
    maxDepth = Number.POSITIVE_INFINITY,
    limit,
    offset = 0,
  }: ListNamespacesOperation): Promise<string[][]> {
    // One that begins with plain labels saves reading the others.
    const prefix = matchConditions.find(({ matchType }) => matchType === "prefix")?.path ?? [];
    const wild = prefix.indexOf("*");
    const found = new Map<string, string[]>();
    for await (const page of this.#items.spaces(wild === -1 ? prefix : prefix.slice(0, wild))) {
      for (const space of page.filter((labels) => matchConditions.every((one) => isMatch(one, labels)))) {
        const labels = space.slice(0, maxDepth);
        found.set(JSON.stringify(labels), labels);
      }
    }
    return [...found.values()].slice(offset, limit === undefined ? undefined : offset + limit);
  }

  async #putAll(operations: readonly PutOperation[]): Promise<void> {
    const last = new Map(operations.map((one) => [itemName({ space: one.namespace, key: one.key }), one]));
    const puts = [...last.values()].map((put) => ({ put, texts: this.#textsOf(put) }));
    const vectors = await this.#embed(new Set(puts.flatMap(({ texts }) => texts)));
    for (let start = 0; start < puts.length; start += PUTS_AT_ONCE) {
      const group = puts.slice(start, start + PUTS_AT_ONCE);
      await Promise.all(group.map(({ put, texts }) => this.#put(put, texts, vectors)));
    }
  }

  #put(
    { namespace: space, key, value }: PutOperation,
    texts: readonly string[],
    vectors: ReadonlyMap<string, Float32Array>,
  ): Promise<void> {
    if (value === null) return this.#items.remove({ space, key });
    const own = texts.flatMap((text) => vectors.get(text) ?? []);
    return this.#items.put({ space, key, value, vectors: own });
  }

  #textsOf({ value, index }: PutOperation): string[] {
    if (this.#index === undefined || value === null || index === false) return [];
    const paths = index ?? this.#index.fields ?? ["$"];
    return [...new Set(paths.flatMap((path) => textsAtPath(value, path)))];
  }

  /** One call of the embeddings for all texts of a batch. */
  async #embed(texts: ReadonlySet<string>): Promise<ReadonlyMap<string, Float32Array>> {
    if (this.#index === undefined || texts.size === 0) return new Map();
    const vectors = await this.#index.embeddings.embedDocuments([...texts]);
    if (vectors.length !== texts.size) {
      throw new OctavecError(
        "EMBEDDING_FAILED",
        `The embeddings gave ${vectors.length} vectors for ${texts.size} texts.`,
        { details: { expected: texts.size, actual: vectors.length } },
      );
    }
    return new Map([...texts].map((text, place) => [text, this.#vectorOf(vectors[place])]));
  }

  #vectorOf(vector: unknown): Float32Array {
    return prepareVector(vector, { dimension: this.#index?.dims ?? 0 }, "vector of the embeddings");
  }
}

function itemOf({ space, key, value, createdAtMs, updatedAtMs }: StoredItem): Item {
  return {
    namespace: [...space],
    key,
    value,
    createdAt: new Date(createdAtMs),
    updatedAt: new Date(updatedAtMs),
  };
}

function isMatch({ matchType, path }: MatchCondition, labels: readonly string[]): boolean {
  const start = matchType === "prefix" ? 0 : labels.length - path.length;
  return (
    start >= 0 &&
    path.every((label, place) =>
      label === "*" ? start + place < labels.length : labels[start + place] === label,
    )
  );
}
