import { endianness } from "node:os";
import { OctavecError } from "../errors/index.js";

/**
 * Vectors travel as FP32 blobs: 4 bytes per component, IEEE 754, little-endian. Against `VALUES n v1 … vn` that is
 * a third of the bytes and no number parsing on the server.
 *
 * Nothing is checked here (NaN, ±Infinity, length): the server takes every bit pattern, so whoever calls must
 * have checked.
 */

const BYTES_PER_COMPONENT = 4;

/**
 * The blob of a vector. A `Float32Array` is not copied: the blob is a view of its memory, so it must not change
 * until the command was written to the socket. (A big-endian host gets a swapped copy.) Other numbers are
 * rounded to float32 in one pass.
 */
export function encodeFloat32Blob(vector: Float32Array | readonly number[]): Buffer {
  const isTyped = vector instanceof Float32Array;
  const components = isTyped ? vector : toFloat32(vector);
  const view = Buffer.from(components.buffer, components.byteOffset, components.byteLength);
  if (endianness() === "LE") return view;
  return (isTyped ? Buffer.from(view) : view).swap32();
}

/**
 * The vector of a blob, as a copy: a reply's bytes may start at any offset, a `Float32Array` must not.
 * Throws UNEXPECTED_REPLY when the length is no multiple of 4.
 */
export function decodeFloat32Blob(blob: Uint8Array): Float32Array {
  if (blob.byteLength % BYTES_PER_COMPONENT !== 0) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      `A float32 blob has 4 bytes per component, but ${blob.byteLength} bytes came. Check that the key was written by this library.`,
      { details: { sizeBytes: blob.byteLength } },
    );
  }
  const vector = new Float32Array(blob.byteLength / BYTES_PER_COMPONENT);
  const bytes = Buffer.from(vector.buffer);
  bytes.set(blob);
  if (endianness() !== "LE") bytes.swap32();
  return vector;
}

/** A plain loop: `new Float32Array(numbers)` takes several times as long for some arrays, `[...typed]` among them. */
function toFloat32(numbers: readonly number[]): Float32Array {
  const components = new Float32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) components[i] = numbers[i]!;
  return components;
}
