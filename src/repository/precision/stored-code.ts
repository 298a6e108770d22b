import { decodeFloat32Blob, encodeFloat32Blob } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";

/**
 * A value of the `codes` hash.
 *
 * | Bytes | residual | float32 |
 * |---|---|---|
 * | 0 | layout, 1 | layout, 1 |
 * | 1 | kind, 1 | kind, 2 |
 * | 2 … 5 | fingerprint of the Q8 code that it belongs to | the vector as it was handed over, float32, little-endian |
 * | 6 … 9 | length of the rounding error that is left, float32, little-endian | |
 * | 10 … | one int8 per dimension | |
 */
export type StoredCode =
  | {
      readonly kind: "residual";
      readonly fingerprint: number;
      /** Upper bound of the cosine's error: |q · (x − decoded)| ≤ |x − decoded| for unit vectors. */
      readonly errorNorm: number;
      readonly residual: Int8Array;
    }
  | { readonly kind: "float32"; readonly vector: Float32Array };

const LAYOUT = 1;
const RESIDUAL = 1;
const FLOAT32 = 2;
const RESIDUAL_HEADER_BYTES = 10;
const FLOAT32_HEADER_BYTES = 2;

/** Bytes that a code adds to a write, about. */
export function codeSizeBytes(precision: "native" | "residual" | "float32", dimension: number): number {
  if (precision === "native") return 0;
  return precision === "residual" ? RESIDUAL_HEADER_BYTES + dimension : FLOAT32_HEADER_BYTES + 4 * dimension;
}

export function packResidual(residual: Int8Array, fingerprint: number, errorNorm: number): Buffer {
  const bytes = Buffer.allocUnsafe(RESIDUAL_HEADER_BYTES + residual.length);
  bytes[0] = LAYOUT;
  bytes[1] = RESIDUAL;
  bytes.writeUInt32LE(fingerprint, 2);
  bytes.writeFloatLE(roundUp(errorNorm), 6);
  bytes.set(new Uint8Array(residual.buffer, residual.byteOffset, residual.length), RESIDUAL_HEADER_BYTES);
  return bytes;
}

export function packFloat32(vector: Float32Array): Buffer {
  return Buffer.concat([Buffer.of(LAYOUT, FLOAT32), encodeFloat32Blob(vector)]);
}

/** @throws OctavecError `INVALID_CALIBRATION` for bytes of another layout or dimension. Copies. */
export function unpackCode(bytes: Buffer, dimension: number): StoredCode {
  if (bytes[0] === LAYOUT && bytes[1] === RESIDUAL && bytes.length === RESIDUAL_HEADER_BYTES + dimension) {
    // A view first: slice() of a Buffer would not copy.
    const view = new Int8Array(bytes.buffer, bytes.byteOffset + RESIDUAL_HEADER_BYTES, dimension);
    return {
      kind: "residual",
      fingerprint: bytes.readUInt32LE(2),
      errorNorm: bytes.readFloatLE(6),
      residual: view.slice(),
    };
  }
  if (bytes[0] === LAYOUT && bytes[1] === FLOAT32 && bytes.length === FLOAT32_HEADER_BYTES + 4 * dimension) {
    return { kind: "float32", vector: decodeFloat32Blob(bytes.subarray(FLOAT32_HEADER_BYTES)) };
  }
  throw new OctavecError(
    "INVALID_CALIBRATION",
    `A stored code of ${bytes.length} bytes is of no layout that this version knows for dimension ${dimension}; ` +
      "update octavec, or write the element again.",
    { details: { sizeBytes: bytes.length, dimension } },
  );
}

/**
 * 32 bits that tell the Q8 code of one vector from another's: a residual is worthless beside a code that another program
 * has put in its place. FNV-1a over the codes and the bits of the range.
 */
export function fingerprintOf(codes: Int8Array, range: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < codes.length; index++)
    hash = Math.imul(hash ^ (codes[index]! & 255), 0x01000193);
  const bits = Buffer.allocUnsafe(4);
  bits.writeFloatLE(range, 0);
  for (const byte of bits) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** A bound that is rounded to float32 must not become smaller. */
function roundUp(bound: number): number {
  const rounded = Math.fround(bound);
  return rounded >= bound ? rounded : Math.fround(bound * (1 + 2 ** -23));
}
