import { OctavecError } from "../errors/index.js";
import { contentWords } from "./content-words.js";
import { fnv1a } from "./fnv1a.js";

const HASH_BYTES = 4;

/**
 * The different {@link contentWords} of a text as 32-bit FNV-1a hashes of their UTF-8 bytes, ascending. The same on
 * every machine and in every process: entries store them. Two words collide with a chance of 2⁻³².
 */
export function wordHashes(text: string): Uint32Array {
  const different = new Set(contentWords(text).map(fnv1a));
  return Uint32Array.from(different).sort();
}

/** Hashes as bytes: 4 per hash, little-endian, no header. Copies. */
export function encodeWordHashes(hashes: Uint32Array): Buffer {
  const bytes = Buffer.allocUnsafe(hashes.length * HASH_BYTES);
  for (const [i, hash] of hashes.entries()) bytes.writeUInt32LE(hash, i * HASH_BYTES);
  return bytes;
}

/**
 * Undoes {@link encodeWordHashes}; no bytes are no hashes. Copies.
 *
 * @throws OctavecError `UNEXPECTED_REPLY` when the length is no multiple of 4 or the hashes do not ascend: the stored
 * bytes were cut or are something else.
 */
export function decodeWordHashes(bytes: Uint8Array): Uint32Array {
  if (bytes.byteLength % HASH_BYTES !== 0) {
    throw new OctavecError(
      "UNEXPECTED_REPLY",
      `Stored word hashes have ${bytes.byteLength} bytes; expected a multiple of ${HASH_BYTES}. Store the entry again.`,
      { details: { sizeBytes: bytes.byteLength } },
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hashes = new Uint32Array(bytes.byteLength / HASH_BYTES);
  for (let i = 0; i < hashes.length; i++) {
    const hash = view.getUint32(i * HASH_BYTES, true);
    if (i > 0 && hash <= hashes[i - 1]!) {
      throw new OctavecError(
        "UNEXPECTED_REPLY",
        `Stored word hashes do not ascend at position ${i}; they were written by something else. Store the entry again.`,
        { details: { position: i } },
      );
    }
    hashes[i] = hash;
  }
  return hashes;
}
