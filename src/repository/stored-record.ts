import type { Attributes, Quantization } from "../options/index.js";

/** An element as it is stored. */
export interface StoredRecord<A extends Attributes = Attributes> {
  readonly id: string;
  /**
   * The vector as handed over where the collection keeps `float32`; otherwise what the quantization kept of it, at its original
   * length (`residual`: within 1/60,000 of the largest component; `q8`: 1/254; `bin`: ±1). A rotation is undone, and makes the
   * error larger: about 1/15,000 and 1/60 where components are normally distributed, more where all are of one size.
   */
  readonly vector: Float32Array;
  readonly attributes?: A;
}

export interface CollectionInfo {
  /** The Redis key of the vector set. */
  readonly key: string;
  /** Elements in the collection. */
  readonly count: number;
  readonly dimension: number;
  readonly quantization: Quantization;
  readonly m: number;
  /** Elements that carry attributes. */
  readonly attributesCount: number;
  /** Layers of the graph above the lowest one. */
  readonly maxLevel: number;
}
