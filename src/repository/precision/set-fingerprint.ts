import { encodeQ8 } from "../../../quantization/index.js";
import type { RawEmbedding } from "../../commands/index.js";
import { fingerprintOf } from "./stored-code.js";

/** The fingerprint of the vector that a set holds; undefined for a set that is not quantized. */
export function fingerprintOfStored({ encoding, blob, range }: RawEmbedding): number | undefined {
  if (encoding === "f32") return undefined;
  return fingerprintOf(blob, encoding === "bin" ? 0 : (range ?? 0));
}

/** The fingerprint that a set of this encoding has for a vector. */
export function fingerprintIn(encoding: "int8" | "bin", placed: Float32Array): number {
  if (encoding === "bin") return fingerprintOf(signBits(placed), 0);
  const { codes, range } = encodeQ8(placed);
  return fingerprintOf(codes, range);
}

/** One bit per dimension, set where the component is positive, in whole words of 64 bits: the blob of a `bin` set. */
function signBits(vector: Float32Array): Uint8Array {
  const bits = new Uint8Array(8 * Math.ceil(vector.length / 64));
  for (let j = 0; j < vector.length; j++) if (vector[j]! > 0) bits[j >> 3]! |= 1 << (j & 7);
  return bits;
}
