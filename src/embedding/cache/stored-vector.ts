import { endianness } from "node:os";
import { decodeQ8, encodeQ8, QuantizationError } from "../../../quantization/index.js";

/**
 * The value of a key begins with one byte for the format:
 * - 1: the components as float32, little-endian, follow;
 * - 2: range and norm as float32, little-endian, and one int8 code per component (Q8) follow.
 */
const FLOAT32 = 1;
const INT8 = 2;

const INT8_HEADER_BYTES = 9;

/** The bytes of a vector. With `int8`, a vector whose squares overflow float32 is stored as float32, because Q8 cannot hold it. */
export function encodeStored(vector: Float32Array, storage: "float32" | "int8"): Buffer {
  return (storage === "int8" && encodeInt8(vector)) || encodeFloat32(vector);
}

/** The vector that the bytes hold; undefined if they do not hold a vector of this dimension. */
export function decodeStored(bytes: Buffer, dimension: number): Float32Array | undefined {
  const vector = bytes[0] === INT8 ? decodeInt8(bytes, dimension) : decodeFloat32(bytes, dimension);
  return vector !== undefined && isVector(vector) ? vector : undefined;
}

/** Whether all components are finite and at least one is not zero, as every embedder must ensure. */
export function isVector(vector: Float32Array): boolean {
  return vector.every(Number.isFinite) && vector.some((component) => component !== 0);
}

function encodeFloat32(vector: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(1 + vector.byteLength);
  bytes[0] = FLOAT32;
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), 1);
  if (endianness() !== "LE") bytes.subarray(1).swap32();
  return bytes;
}

function decodeFloat32(bytes: Buffer, dimension: number): Float32Array | undefined {
  if (bytes[0] !== FLOAT32 || bytes.length !== 1 + 4 * dimension) return undefined;
  const vector = new Float32Array(dimension);
  const copy = Buffer.from(vector.buffer);
  copy.set(bytes.subarray(1));
  if (endianness() !== "LE") copy.swap32();
  return vector;
}

function encodeInt8(vector: Float32Array): Buffer | undefined {
  try {
    const { codes, range, norm } = encodeQ8(vector);
    const bytes = Buffer.allocUnsafe(INT8_HEADER_BYTES + codes.length);
    bytes[0] = INT8;
    bytes.writeFloatLE(range, 1);
    bytes.writeFloatLE(norm, 5);
    bytes.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.length), INT8_HEADER_BYTES);
    return bytes;
  } catch (error) {
    if (error instanceof QuantizationError) return undefined;
    throw error;
  }
}

function decodeInt8(bytes: Buffer, dimension: number): Float32Array | undefined {
  if (bytes.length !== INT8_HEADER_BYTES + dimension) return undefined;
  const codes = new Int8Array(bytes.subarray(INT8_HEADER_BYTES));
  return decodeQ8({ codes, range: bytes.readFloatLE(1), norm: bytes.readFloatLE(5) });
}
