import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { endianness } from "node:os";
import { dirname } from "node:path";

/**
 * Format of a chunk file: SHA-256 of the rest (32 bytes), followed by one record per text: SHA-256 of the text (32 bytes) and
 * its vector (little-endian float32, 4 bytes per component).
 */
const HASH_BYTES = 32;

export interface CachedVector {
  /** SHA-256 of the text, hexadecimal. */
  readonly key: string;
  readonly vector: Float32Array;
}

/** Writes a chunk atomically: neither a reader nor an interruption sees a partial file. */
export async function writeChunk(path: string, records: readonly CachedVector[]): Promise<void> {
  const parts = records.flatMap(({ key, vector }) => [Buffer.from(key, "hex"), floatBytes(vector)]);
  const body = Buffer.concat(parts);
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, Buffer.concat([sha256(body), body]));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The records of a chunk, or undefined if the file is damaged or has another dimension. */
export async function readChunk(path: string, dimension: number): Promise<CachedVector[] | undefined> {
  const bytes = await readFile(path);
  const body = bytes.subarray(HASH_BYTES);
  const recordBytes = HASH_BYTES + 4 * dimension;
  if (body.length === 0 || body.length % recordBytes !== 0) return undefined;
  if (!sha256(body).equals(bytes.subarray(0, HASH_BYTES))) return undefined;
  return Array.from({ length: body.length / recordBytes }, (_, i) => {
    const record = body.subarray(i * recordBytes, (i + 1) * recordBytes);
    const key = record.subarray(0, HASH_BYTES).toString("hex");
    return { key, vector: bytesToFloats(record.subarray(HASH_BYTES)) };
  });
}

export function sha256(data: string | Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

function floatBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.from(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
  return endianness() === "LE" ? bytes : bytes.swap32();
}

function bytesToFloats(bytes: Buffer): Float32Array {
  const copy = Buffer.from(bytes);
  if (endianness() === "BE") copy.swap32();
  return new Float32Array(new Uint8Array(copy).buffer);
}
