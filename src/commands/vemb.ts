import type { Command, Reply } from "../executor.js";
import { readDouble, readList, readText, unexpectedReply } from "../reply.js";
import { isStoredEncoding, type StoredEncoding } from "./quantization-names.js";

/**
 * VEMB key element [RAW]
 * https://redis.io/docs/latest/commands/vemb/ — since 8.0.0; facts checked on 8.0.2 and 8.2.3.
 *
 * - Plain: the components (RESP2 bulk strings, RESP3 doubles), dequantized and multiplied by the stored norm. For a `bin`
 *   set just ±1, without the norm. For a REDUCE set the projected vector, not the added one. A vector that was added with
 *   NaN is returned as `nan`.
 * - RAW: [encoding, blob, norm] and, for int8, [encoding, blob, norm, range]. The encoding is a simple string `int8`,
 *   `f32` or `bin` (the manual says `q8` and `fp32`). The blob has one byte per component for int8 and four for f32
 *   (little-endian). For bin it has one bit per component in 64-bit words, so always a multiple of 8 bytes.
 * - Null if the key or the element is absent.
 * - `ERR invalid option` for any word but RAW.
 */
export interface RawEmbedding {
  encoding: StoredEncoding;
  /** The stored, normalised vector in the server's encoding; see `dequantize`. */
  blob: Buffer;
  /** Length of the vector that was added (after projection); 1 for a zero vector. */
  norm: number;
  /** int8 only: the largest absolute component of the normalised vector. Code 127 stands for it. */
  range?: number;
}

export function encodeVemb(key: string, element: string): Command {
  return ["VEMB", key, element];
}

/** Send it with `binary: true`, because a blob that is read as text is damaged. */
export function encodeVembRaw(key: string, element: string): Command {
  return ["VEMB", key, element, "RAW"];
}

/** The stored vector, as exact as its quantization, or undefined if the key or the element is absent. */
export function decodeVemb(reply: Reply): Float32Array | undefined {
  if (reply === null) return undefined;
  const components = readList("VEMB", reply);
  const vector = new Float32Array(components.length);
  for (let i = 0; i < components.length; i++) vector[i] = readDouble("VEMB", components[i]);
  return vector;
}

/** The stored bytes, or undefined if the key or the element is absent. */
export function decodeVembRaw(reply: Reply): RawEmbedding | undefined {
  if (reply === null) return undefined;
  const parts = readList("VEMB RAW", reply);
  const encoding = readText("VEMB RAW", parts[0]);
  if (!isStoredEncoding(encoding)) {
    throw unexpectedReply("VEMB RAW", 'an encoding of "int8", "f32" or "bin"', encoding);
  }
  const blob = parts[1];
  if (!Buffer.isBuffer(blob)) {
    throw unexpectedReply("VEMB RAW", "bytes (the command must be sent with binary: true)", blob);
  }
  const norm = readDouble("VEMB RAW", parts[2]);
  return encoding === "int8"
    ? { encoding, blob, norm, range: readDouble("VEMB RAW", parts[3]) }
    : { encoding, blob, norm };
}
