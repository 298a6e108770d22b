import { unexpectedReply } from "../reply.js";
import { decodeFloat32Blob } from "./float32-blob.js";
import type { StoredEncoding } from "./quantization-names.js";
import type { RawEmbedding } from "./vemb.js";

/** The largest int8 code: the server quantizes to −127 … 127 and leaves −128 unused. */
const MAX_CODE = 127;

/**
 * The vector of a `VEMB … RAW` reply. It equals the reply to plain `VEMB` bit for bit (checked on 8.0.2 and 8.2.3), at a
 * quarter of its size or less. The float32 operations are those of the server's `hnsw_get_node_vector`:
 *
 * - int8: x = code · range / 127 · norm. Each component is within range / 254 · norm of what was added.
 * - f32: x = stored · norm.
 * - bin: +1 or −1. The norm is not used.
 *
 * O(dimension); the blob is not kept.
 *
 * @param dimension - Of the set (VDIM), so after REDUCE the projected one. The length of a padded bin blob does not tell.
 * @throws OctavecError `UNEXPECTED_REPLY` if the blob's length does not fit the dimension.
 */
export function dequantize(raw: RawEmbedding, dimension: number): Float32Array {
  const sizeBytes = blobSizeBytes(raw.encoding, dimension);
  if (raw.blob.length !== sizeBytes) {
    throw unexpectedReply("VEMB RAW", `${sizeBytes} bytes for ${dimension} dimensions`, raw.blob);
  }
  if (raw.encoding === "int8") return dequantizeInt8(raw);
  return raw.encoding === "f32" ? denormalize(raw) : signsOf(raw.blob, dimension);
}

function blobSizeBytes(encoding: StoredEncoding, dimension: number): number {
  if (encoding === "int8") return dimension;
  return encoding === "f32" ? dimension * 4 : Math.ceil(dimension / 64) * 8;
}

/** Every step is rounded to float32, as in the server's C code. Without `fround` the last bits would differ. */
function dequantizeInt8({ blob, norm, range }: RawEmbedding): Float32Array {
  if (range === undefined) throw unexpectedReply("VEMB RAW", "a range beside an int8 blob", undefined);
  const codes = new Int8Array(blob.buffer, blob.byteOffset, blob.length);
  const vector = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const normalised = Math.fround(Math.fround((codes[i] ?? 0) * range) / MAX_CODE);
    vector[i] = normalised * norm;
  }
  return vector;
}

function denormalize({ blob, norm }: RawEmbedding): Float32Array {
  const vector = decodeFloat32Blob(blob);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) * norm;
  return vector;
}

/** Component i is bit i mod 64 of word ⌊i / 64⌋. As words are little-endian, that is bit i mod 8 of byte ⌊i / 8⌋. */
function signsOf(blob: Buffer, dimension: number): Float32Array {
  const vector = new Float32Array(dimension);
  for (let i = 0; i < dimension; i++) {
    const byte = blob[i >> 3] ?? 0;
    vector[i] = (byte & (1 << (i & 7))) === 0 ? -1 : 1;
  }
  return vector;
}
