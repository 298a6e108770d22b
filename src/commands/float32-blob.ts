import { endianness } from "node:os";
import { OctavecError } from "../errors/index.js";

/**
 * Vectors are sent as FP32 blobs: 4 bytes per component, IEEE 754, little-endian. Compared to `VALUES n v1 … vn` this is
 * a third of the bytes, and the server need not parse numbers.
 *
 * These functions do not check for NaN, ±Infinity or the length, and the server accepts every bit pattern. The caller
 * must check.
 */

const BYTES_PER_COMPONENT = 4;

/**
 * The blob of a vector. A `Float32Array` is not copied: the blob is a view of its memory, so the array must not change
 * until the command was written to the socket. (On a big-endian host the blob is a byte-swapped copy.) Numbers of a plain
 * array are rounded to float32.
 */
export function encodeFloat32Blob(vector: Float32Array | readonly number[]): Buffer {
  const isTyped = vector instanceof Float32Array;
  const components = isTyped ? vector : toFloat32(vector);
  const view = Buffer.from(components.buffer, components.byteOffset, components.byteLength);
  if (endianness() === "LE") return view;
  return (isTyped ? Buffer.from(view) : view).swap32();
}

/**
 * The vector of a blob, as a copy, because a reply may start at any offset and a `Float32Array` only at a multiple of 4.
 *
 * @throws OctavecError `UNEXPECTED_REPLY` if the length is no multiple of 4.
 */
export function decodeFloat32Blob(blob: Uint8Array): Float32Array {
  if (blob.byteLength % BYTES_PER_COMPONENT !== 0) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      `A float32 blob has 4 bytes per component, but the reply has ${blob.byteLength} bytes. Check that the key was written by this library.`,
      { details: { sizeBytes: blob.byteLength } },
    );
  }
  const vector = new Float32Array(blob.byteLength / BYTES_PER_COMPONENT);
  const bytes = Buffer.from(vector.buffer);
  bytes.set(blob);
  if (endianness() !== "LE") bytes.swap32();
  return vector;
}

/** A plain loop, because `new Float32Array(numbers)` is several times slower for some arrays, such as `[...typed]`. */
function toFloat32(numbers: readonly number[]): Float32Array {
  const components = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) components[i] = numbers[i]!;
  return components;
}
