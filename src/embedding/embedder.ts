export interface EmbedOptions {
  /** Ends the call at the next batch or wait; it then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** A least similarity of hits to begin with, until one is measured on questions of one's own. */
export interface RecommendedThreshold {
  /** Cosine similarity, 0 to 1. */
  readonly value: number;
  /** Where the value comes from: data, sizes, and what was measured at it. For people to read. */
  readonly source: string;
}

/**
 * Turns texts into vectors. Anything with this shape can be given to the cache, the demo or one's own code.
 *
 * What callers may rely on, and an implementation of one's own should keep:
 * - one vector per text, in the order of the texts; no text gives an empty list;
 * - every vector has `dimension` finite float32 components and is not all zero. Unit length is **not** promised:
 *   compare by cosine, as Vector Sets do;
 * - an empty or blank text is refused with `INVALID_ARGUMENT` (`details.index` says which): it has no meaning that a
 *   vector could carry;
 * - all or nothing: a call either gives every vector or rejects.
 */
export interface Embedder {
  /**
   * Names the vector space: embedders with the same `model` and `dimension` give comparable vectors. Part of cache
   * keys, so it changes when the weights do.
   */
  readonly model: string;
  /** Length of every vector. */
  readonly dimension: number;
  /** For a semantic cache. Absent where nobody has measured one for this model: similarities of two models do not compare. */
  readonly recommendedThreshold?: RecommendedThreshold | undefined;
  /** @throws OctavecError `INVALID_ARGUMENT`, `EMBEDDING_FAILED`; or the reason of an aborted signal. */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<Float32Array[]>;
}
