import { BaseCache } from "@langchain/core/caches";
import type { Generation } from "@langchain/core/outputs";
import type { CacheRequest, SemanticCache } from "../../cache/index.js";
import { requireKnownFields } from "../../errors/index.js";
import { readLangChainPrompt } from "../../requests/index.js";
import { answerOfGenerations, generationsOfAnswer } from "./stored-generations.js";

/** Options of `OctavecCache`. */
export interface OctavecCacheOptions extends Pick<CacheRequest, "tags" | "category" | "threshold"> {
  /** The cache of the answers. It belongs to one tenant: LangChain has no place for a tenant in a call. */
  readonly cache: SemanticCache;
  /** Fields of the key that are ignored and shall match exactly. Default: none. */
  readonly exact?: readonly string[] | undefined;
}

/**
 * A cache for chat models and language models of LangChain, by the meaning of the last message of a user. Everything else that
 * changes an answer must be the same. Messages come back whole, also several for one call. Calls with tool calls in the
 * conversation, images or files go to the model. Answers that call a tool or were cut off are not stored. If Redis fails, the model is
 * asked.
 *
 * @example
 * import { OctavecCache } from "octavec/langchain";
 *
 * const answers = new OctavecCache({ cache }); // for the field `cache` of a model
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export class OctavecCache extends BaseCache {
  readonly #cache: SemanticCache;
  readonly #exact: readonly string[];
  readonly #labels: Pick<CacheRequest, "tags" | "category" | "threshold">;

  constructor(options: OctavecCacheOptions) {
    super();
    requireKnownFields(options, {
      what: "options of OctavecCache",
      fields: ["cache", "exact", "tags", "category", "threshold"],
    });
    const { cache, exact = [], ...labels } = options;
    this.#cache = cache;
    this.#exact = exact;
    this.#labels = labels;
  }

  /** @param prompt - The messages as one text. @param llmKey - The model and the options of the call, as one text. */
  async lookup(prompt: string, llmKey: string): Promise<Generation[] | null> {
    const request = this.#requestOf(prompt, llmKey);
    if (request === undefined) return null;
    const found = await this.#cache.lookup(request);
    return found.hit ? generationsOfAnswer(found) : null;
  }

  /** Stores what a model made. An answer that cannot be stored is no error. */
  async update(prompt: string, llmKey: string, generations: Generation[]): Promise<void> {
    const request = this.#requestOf(prompt, llmKey);
    const answer = request && answerOfGenerations(generations);
    if (answer !== undefined) await this.#cache.store({ ...request, ...answer });
  }

  /** Undefined for a call that is not to be answered from the cache. */
  #requestOf(prompt: string, llmKey: string): CacheRequest | undefined {
    const read = readLangChainPrompt(prompt, llmKey, { exact: this.#exact });
    return read.cacheable ? { ...read.request, ...this.#labels } : undefined;
  }
}
