import { q8Sigma, stepsSigma } from "./bounds.js";
import { DimensionCodec } from "./dimension-codec.js";
import { dotFloat32Int8 } from "./dot.js";
import { QuantizationError } from "./errors.js";
import { decodeQ8, encodeQ8 } from "./q8.js";
import { Rotation } from "./rotation.js";

/**
 * The int8 schemes that a calibration chooses from:
 * - `native-q8`: the server's code per vector, without anything learned;
 * - `rotated-q8`: the same after a seeded rotation on the client;
 * - `dimension-affine`, `dimension-symmetric`: per-dimension steps between learned bounds, on the client only.
 */
export const SCHEMES = ["native-q8", "rotated-q8", "dimension-affine", "dimension-symmetric"] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Whether the server stores and compares the codes of this scheme. Codes of the other schemes are for the client only. */
export function isServerScheme(scheme: Scheme): boolean {
  return scheme === "native-q8" || scheme === "rotated-q8";
}

/** The code of one vector in any scheme. `range` is 0 in schemes without one. */
export interface SchemeCode {
  readonly codes: Int8Array;
  readonly range: number;
  readonly norm: number;
  readonly clipped: number;
}

/** The operations of every scheme. Vectors in arguments and results are not rotated. */
export interface SchemeCodec {
  readonly scheme: Scheme;
  readonly dimension: number;
  encode(vector: Float32Array): SchemeCode;
  /** Decodes the unit vector. */
  decodeUnit(code: SchemeCode): Float32Array;
  /** Prepares a float32 unit query. @returns a function that gives the cosine similarity with a code. */
  prepare(unitQuery: Float32Array): (code: SchemeCode) => number;
  /** Standard deviation of the error of an inner product with this code; see bounds.ts. */
  sigma(code: SchemeCode, unit: Float32Array): number;
  /** Longest possible rounding error of a code, if nothing is clipped. */
  errorNorm(code: SchemeCode): number;
}

interface SchemeParameters {
  readonly scheme: Scheme;
  readonly dimension: number;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly margin: number;
  readonly rotationSeed: number;
}

export function createSchemeCodec(parameters: SchemeParameters): SchemeCodec {
  const { scheme, dimension } = parameters;
  switch (scheme) {
    case "native-q8":
      return new Q8Scheme(scheme, dimension, undefined);
    case "rotated-q8":
      return new Q8Scheme(scheme, dimension, new Rotation({ dimension, seed: parameters.rotationSeed }));
    case "dimension-affine":
      return new DimensionScheme(scheme, new DimensionCodec({ ...parameters, mode: "affine" }));
    case "dimension-symmetric":
      return new DimensionScheme(scheme, new DimensionCodec({ ...parameters, mode: "symmetric" }));
    default:
      throw new QuantizationError("INVALID_ARGUMENT", `Unknown scheme; known are ${SCHEMES.join(", ")}`);
  }
}

class Q8Scheme implements SchemeCodec {
  readonly scheme: Scheme;
  readonly dimension: number;
  readonly #rotation: Rotation | undefined;

  constructor(scheme: Scheme, dimension: number, rotation: Rotation | undefined) {
    this.scheme = scheme;
    this.dimension = dimension;
    this.#rotation = rotation;
  }

  encode(vector: Float32Array): SchemeCode {
    return { ...encodeQ8(this.#rotation?.apply(vector) ?? vector), clipped: 0 };
  }

  decodeUnit(code: SchemeCode): Float32Array {
    const decoded = decodeQ8(code, { unit: true });
    return this.#rotation?.invert(decoded) ?? decoded;
  }

  prepare(unitQuery: Float32Array): (code: SchemeCode) => number {
    const query = this.#rotation?.apply(unitQuery) ?? unitQuery;
    return ({ codes, range }) => dotFloat32Int8(query, codes) * (range / 127);
  }

  sigma(code: SchemeCode): number {
    return q8Sigma(code.range);
  }

  errorNorm(code: SchemeCode): number {
    return (Math.sqrt(this.dimension) * code.range) / 254;
  }
}

class DimensionScheme implements SchemeCodec {
  readonly scheme: Scheme;
  readonly dimension: number;
  readonly #codec: DimensionCodec;
  readonly #errorNorm: number;

  constructor(scheme: Scheme, codec: DimensionCodec) {
    this.scheme = scheme;
    this.dimension = codec.dimension;
    this.#codec = codec;
    this.#errorNorm = Math.hypot(...codec.steps) / 2;
  }

  encode(vector: Float32Array): SchemeCode {
    return { ...this.#codec.encode(vector), range: 0 };
  }

  decodeUnit(code: SchemeCode): Float32Array {
    return this.#codec.decode(code, { unit: true });
  }

  prepare(unitQuery: Float32Array): (code: SchemeCode) => number {
    const prepared = this.#codec.prepareQuery(unitQuery);
    return ({ codes }) => prepared.similarity(codes);
  }

  sigma(_code: SchemeCode, unit: Float32Array): number {
    return stepsSigma(this.#codec.steps, unit);
  }

  errorNorm(): number {
    return this.#errorNorm;
  }
}
