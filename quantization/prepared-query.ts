import { dotFloat32Int8 } from "./dot.js";

/** A float32 query with per-dimension scales folded in once: similarity = constant + Σ weightⱼ · codeⱼ. */
export class PreparedQuery {
  readonly #weights: Float32Array;
  readonly #constant: number;

  constructor(weights: Float32Array, constant: number) {
    this.#weights = weights;
    this.#constant = constant;
  }

  /** The cosine similarity with the codes from `start` on; only the stored side is rounded. No allocation. */
  similarity(codes: Int8Array, start = 0): number {
    return this.#constant + dotFloat32Int8(this.#weights, 0, codes, start, this.#weights.length);
  }
}
