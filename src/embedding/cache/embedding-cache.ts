import { loopTimeMs, loopTimeSince, SharedCall } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";
import {
  checkEmbedder,
  type EmbeddingCacheOptions,
  type EmbedInput,
  embeddingCacheSchema,
  hashTag,
  type Modality,
  parseOptions,
} from "../../options/index.js";
import { createEmbeddingCacheRecorder } from "../../telemetry/index.js";
import { embedInputs } from "../contract/embed-inputs.js";
import {
  checkTexts,
  type Embedder,
  type EmbedOptions,
  type RecommendedThreshold,
} from "../contract/embedder.js";
import type { TextPrefixes } from "../contract/text-prefixes.js";
import { type EmbeddingCacheStats, EmbeddingStatistics } from "./embedding-statistics.js";
import { SharedCalibration } from "./shared-calibration.js";
import { isVector } from "./stored-vector.js";
import { calibrationKey, textKeys } from "./text-key.js";
import { VectorStore } from "./vector-store.js";

/** The client and the embedder of an `EmbeddingCache`. */
export interface EmbeddingCacheParts {
  /** The client that `connect()` returned. */
  client: { readonly executor: Executor };
  /** Embeds the texts whose vectors are not stored. */
  embedder: Embedder;
}

type Vectors = ReadonlyMap<string, Float32Array>;

/**
 * An embedder that keeps the vectors of another embedder in Redis, so that no text is embedded twice. The key of an entry is
 * made from the exact text (case and white space included), the embedder's `model` and `dimension`, and `storage`.
 *
 * If Redis is down, slow or hung, `embed` calls the embedder after at most `timeoutMs`. Calls of this process that want the
 * same text at the same time share one call of the embedder, and its failure.
 */
export class EmbeddingCache implements Embedder {
  readonly model: string;
  readonly dimension: number;
  readonly recommendedThreshold: RecommendedThreshold | undefined;
  readonly prefixes: TextPrefixes | undefined;
  readonly modalities: readonly Modality[] | undefined;
  readonly #embedder: Embedder;
  readonly #store: VectorStore;
  readonly #keyOf: (text: string) => string;
  readonly #statistics: EmbeddingStatistics;
  readonly #timeoutMs: number;
  readonly #maxTextLength: number;
  /** For each key the call that is looking up or embedding its text now. */
  readonly #calls = new Map<string, SharedCall<Vectors>>();

  /** Does no I/O. @throws OctavecError `INVALID_OPTIONS`. */
  constructor({ client, embedder, ...options }: EmbeddingCacheParts & EmbeddingCacheOptions) {
    const resolved = parseOptions(embeddingCacheSchema, options, "options of the embedding cache");
    const { keySecret, storage, timeoutMs, maxTextLength } = resolved;
    checkEmbedder(embedder);
    const { model, dimension, recommendedThreshold, prefixes, modalities } = embedder;
    this.model = model;
    this.dimension = dimension;
    this.recommendedThreshold = recommendedThreshold;
    this.prefixes = prefixes;
    this.modalities = modalities;
    this.#embedder = embedder;
    this.#timeoutMs = timeoutMs;
    this.#maxTextLength = maxTextLength;
    const tag = hashTag(resolved, "embeddings");
    const calibration =
      storage === "int8"
        ? new SharedCalibration(client.executor, calibrationKey(tag, { model, dimension }), {
            model,
            dimension,
          })
        : undefined;
    this.#store = new VectorStore(client.executor, { ...resolved, dimension, calibration });
    this.#keyOf = textKeys(tag, { model, dimension, storage }, keySecret);
    this.#statistics = new EmbeddingStatistics(createEmbeddingCacheRecorder(resolved.meterProvider));
  }

  /**
   * Returns one vector per text, in their order. It reads stored vectors in one round trip, embeds each missing text once, and
   * stores the new vectors in another round trip.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for a blank text; the error of the embedder, whose positions count the missing
   * texts only; the signal's reason. Failures of Redis do not throw.
   */
  async embed(texts: readonly string[], { signal }: EmbedOptions = {}): Promise<Float32Array[]> {
    signal?.throwIfAborted();
    checkTexts(texts);
    const keys = texts.map(this.#keyOf);
    const distinct = new Map(keys.map((key, index) => [key, texts[index]!]));
    const calls = new Set<SharedCall<Vectors>>();
    const own = new Map<string, string>();
    for (const [key, text] of distinct) {
      const call = this.#calls.get(key);
      if (call === undefined) own.set(key, text);
      else calls.add(call);
    }
    this.#statistics.requested("shared", distinct.size - own.size);
    if (own.size > 0) calls.add(this.#call(own));
    const results = await Promise.all([...calls].map((call) => call.wait(signal)));
    // Copies, because callers may change their arrays.
    return keys.map((key) =>
      results
        .find((vectors) => vectors.has(key))!
        .get(key)!
        .slice(),
    );
  }

  /** Vectors of texts come from this cache, as with {@link embed}; those of images and code always from the embedder. */
  async embedInputs(inputs: readonly EmbedInput[], options: EmbedOptions = {}): Promise<Float32Array[]> {
    const others = inputs.filter((input) => !("text" in input));
    const texts = inputs.flatMap((input) => ("text" in input ? [input.text] : []));
    const [ofTexts, ofOthers] = await Promise.all([
      texts.length === 0 ? [] : this.embed(texts, options),
      others.length === 0 ? [] : embedInputs(this.#embedder, others, options),
    ]);
    let text = 0;
    let other = 0;
    return inputs.map((input) => ("text" in input ? ofTexts[text++]! : ofOthers[other++]!));
  }

  /** The stored vector. Undefined if there is none, if it is damaged (it is then deleted), or if Redis did not answer in time. */
  async get(text: string): Promise<Float32Array | undefined> {
    const [vector] = await this.getMany([text]);
    return vector;
  }

  /** {@link get} for many texts, in their order, in one round trip. */
  async getMany(texts: readonly string[]): Promise<(Float32Array | undefined)[]> {
    checkTexts(texts);
    const keys = texts.map(this.#keyOf);
    const distinct = new Map(keys.map((key, index) => [key, texts[index]!]));
    const { found, corrupt } = await this.#lookUp(distinct);
    if (corrupt.length > 0) await this.#store.remove(corrupt, this.#timeoutMs).catch(() => {});
    return keys.map((key) => found.get(key)?.slice());
  }

  /** Stores a vector that was computed elsewhere. @returns false if it was not stored: the text is too long, or Redis failed. */
  async set(text: string, vector: Float32Array): Promise<boolean> {
    return (await this.setMany([[text, vector]])) === 1;
  }

  /**
   * {@link set} for many texts, in one round trip. If a text occurs twice, its last vector is stored.
   *
   * @returns how many were stored.
   * @throws OctavecError `INVALID_ARGUMENT`, `DIMENSION_MISMATCH`, `INVALID_VECTOR`, before anything is sent.
   */
  async setMany(entries: Iterable<readonly [text: string, vector: Float32Array]>): Promise<number> {
    const all = [...entries];
    checkTexts(all.map(([text]) => text));
    for (const [index, [, vector]] of all.entries()) this.#checkVector(vector, index);
    const short = all.filter(([text]) => this.#keeps(text));
    return this.#keep(new Map(short.map(([text, vector]) => [this.#keyOf(text), vector])), this.#timeoutMs);
  }

  /** Deletes the vector of a text. @returns whether there was one. @throws OctavecError if Redis failed: the vector may still be there. */
  async delete(text: string): Promise<boolean> {
    checkTexts([text]);
    return (await this.#store.remove([this.#keyOf(text)], this.#timeoutMs)) > 0;
  }

  /** Counts of this object since it was created. The metric `octavec.embedding_cache.requests` sums over processes. */
  stats(): EmbeddingCacheStats {
    return this.#statistics.read();
  }

  #call(texts: ReadonlyMap<string, string>): SharedCall<Vectors> {
    const onEnd = () => {
      for (const key of texts.keys()) {
        if (this.#calls.get(key) === call) this.#calls.delete(key);
      }
    };
    const call: SharedCall<Vectors> = new SharedCall((signal) => this.#fetch(texts, signal), onEnd);
    for (const key of texts.keys()) this.#calls.set(key, call);
    return call;
  }

  async #fetch(texts: ReadonlyMap<string, string>, signal: AbortSignal | undefined): Promise<Vectors> {
    const { found, unknown, leftMs } = await this.#lookUp(texts, signal);
    const missing = [...texts].filter(([key]) => !found.has(key));
    if (missing.length === 0) return found;
    const embedded = await this.#embed(missing, signal);
    const fit = new Map(
      [...embedded].filter(([key, vector]) => this.#keeps(texts.get(key)!) && this.#fits(vector)),
    );
    // If Redis did not answer the read, do not wait for it again.
    if (unknown.length === 0) await this.#keep(fit, leftMs);
    else this.#statistics.add("notStored", fit.size);
    return new Map([...found, ...embedded]);
  }

  async #lookUp(texts: ReadonlyMap<string, string>, signal?: AbortSignal) {
    const keys = [...texts].filter(([, text]) => this.#keeps(text)).map(([key]) => key);
    const startedAtMs = loopTimeMs();
    const read = await this.#store.read(keys, this.#timeoutMs, signal);
    // Measured at once: the next thing that happens may be another call's embedder, which holds the event loop.
    const leftMs = Math.max(1, Math.round(this.#timeoutMs - loopTimeSince(startedAtMs)));
    const { found, corrupt, unknown } = read;
    this.#statistics.requested("bypass", texts.size - keys.length);
    this.#statistics.requested("hit", found.size);
    this.#statistics.requested("error", unknown.length);
    this.#statistics.requested("miss", keys.length - found.size - unknown.length);
    this.#statistics.add("corrupt", corrupt.length);
    return { ...read, leftMs };
  }

  async #embed(
    texts: readonly (readonly [string, string])[],
    signal: AbortSignal | undefined,
  ): Promise<Vectors> {
    this.#statistics.add("embedded", texts.length);
    const vectors = await this.#embedder.embed(
      texts.map(([, text]) => text),
      { signal },
    );
    if (vectors.length !== texts.length) {
      throw new OctavecError(
        "EMBEDDING_FAILED",
        `The embedder gave ${vectors.length} vectors for ${texts.length} texts; expected one for each.`,
        { details: { expected: texts.length, actual: vectors.length } },
      );
    }
    return new Map(texts.map(([key], index) => [key, vectors[index]!]));
  }

  async #keep(vectors: Vectors, timeoutMs: number): Promise<number> {
    const stored = await this.#store.write(vectors, timeoutMs);
    this.#statistics.add("stored", stored);
    this.#statistics.add("notStored", vectors.size - stored);
    return stored;
  }

  #keeps(text: string): boolean {
    return text.length <= this.#maxTextLength;
  }

  #fits(vector: Float32Array): boolean {
    return vector.length === this.dimension && isVector(vector);
  }

  #checkVector(vector: Float32Array, index: number): void {
    if (vector.length !== this.dimension) {
      throw new OctavecError(
        "DIMENSION_MISMATCH",
        `entries[${index}]: expected ${this.dimension} components, got ${vector.length}.`,
        { details: { index, expected: this.dimension, actual: vector.length } },
      );
    }
    if (!isVector(vector)) {
      throw new OctavecError(
        "INVALID_VECTOR",
        `entries[${index}]: expected finite components that are not all zero.`,
        { details: { index } },
      );
    }
  }
}
