import { decodeFloat32Blob, encodeFloat32Blob } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";

/**
 * A value of the `codes` hash.
 *
 * | Bytes | residual | float32 |
 * |---|---|---|
 * | 0 | layout, 1 | layout, 1 |
 * | 1 | kind, 1 | kind, 2 |
 * | 2 … 5 | fingerprint of the Q8 code to which it belongs | the vector as given, float32, little-endian |
 * | 6 … 9 | length of the remaining rounding error, float32, little-endian | |
 * | 10 … | one int8 per dimension | |
 *
 * | Bytes | int8 |
 * |---|---|
 * | 0, 1 | layout, 1; kind, 3 |
 * | 2 … 5 | version of the calibration |
 * | 6 … 9 | first four bytes of the calibration's hash: after `drop` the versions count from 1 again |
 * | 10 … 13 | fingerprint of the vector in the set to which it belongs |
 * | 14 … 17 | length of the rounding error, float32, little-endian |
 * | 18 … | one int8 per dimension |
 */
export type StoredCode =
  | {
      readonly kind: "residual";
      readonly fingerprint: number;
      /** Upper bound of the cosine's error: |q · (x − decoded)| ≤ |x − decoded| for unit vectors. */
      readonly errorNorm: number;
      readonly residual: Int8Array;
    }
  | { readonly kind: "float32"; readonly vector: Float32Array }
  | StoredInt8;

/** Which calibration an int8 code belongs to. */
export interface CalibrationName {
  readonly version: number;
  /** The first 32 bits of the calibration's hash. */
  readonly hash: number;
}

/** A code of calibrated int8, of the unit vector in the space of the set. */
export interface StoredInt8 {
  readonly kind: "int8";
  readonly calibration: CalibrationName;
  readonly fingerprint: number;
  /** Length of the rounding error. For a code that was made from another int8 code: of both errors, as independent ones. */
  readonly errorNorm: number;
  readonly codes: Int8Array;
}

const LAYOUT = 1;
const RESIDUAL = 1;
const FLOAT32 = 2;
const INT8 = 3;
const RESIDUAL_HEADER_BYTES = 10;
const FLOAT32_HEADER_BYTES = 2;
export const INT8_HEADER_BYTES = 18;

/** Approximate bytes that a code adds to a write. */
export function codeSizeBytes(
  precision: "native" | "residual" | "float32" | "int8",
  dimension: number,
): number {
  if (precision === "native") return 0;
  // With int8, codes are float32 until there is a calibration.
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

export function packInt8({ calibration, fingerprint, errorNorm, codes }: Omit<StoredInt8, "kind">): Buffer {
  const bytes = Buffer.allocUnsafe(INT8_HEADER_BYTES + codes.length);
  bytes[0] = LAYOUT;
  bytes[1] = INT8;
  bytes.writeUInt32LE(calibration.version, 2);
  bytes.writeUInt32LE(calibration.hash, 6);
  bytes.writeUInt32LE(fingerprint, 10);
  bytes.writeFloatLE(roundUp(errorNorm), 14);
  bytes.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.length), INT8_HEADER_BYTES);
  return bytes;
}

/** Decodes and copies a code. @throws OctavecError `INVALID_CALIBRATION` for bytes of another layout or dimension. */
export function unpackCode(bytes: Buffer, dimension: number): StoredCode {
  if (bytes[0] === LAYOUT && bytes[1] === RESIDUAL && bytes.length === RESIDUAL_HEADER_BYTES + dimension) {
    // A view comes first, because slice() of a Buffer would not copy.
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
  if (bytes[0] === LAYOUT && bytes[1] === INT8 && bytes.length === INT8_HEADER_BYTES + dimension) {
    return {
      kind: "int8",
      calibration: { version: bytes.readUInt32LE(2), hash: bytes.readUInt32LE(6) },
      fingerprint: bytes.readUInt32LE(10),
      errorNorm: bytes.readFloatLE(14),
      codes: new Int8Array(bytes.buffer, bytes.byteOffset + INT8_HEADER_BYTES, dimension).slice(),
    };
  }
  throw new OctavecError(
    "INVALID_CALIBRATION",
    `A stored code of ${bytes.length} bytes has no layout that this version of octavec supports for dimension ${dimension}. ` +
      "Update octavec, or write the element again.",
    { details: { sizeBytes: bytes.length, dimension } },
  );
}

/**
 * A 32-bit hash (FNV-1a) of a vector's Q8 codes and the bits of its range. It shows whether a residual still belongs to the
 * vector in the set, which another program may have replaced.
 */
export function fingerprintOf(codes: Int8Array | Uint8Array, range: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < codes.length; index++)
    hash = Math.imul(hash ^ (codes[index]! & 255), 0x01000193);
  const bits = Buffer.allocUnsafe(4);
  bits.writeFloatLE(range, 0);
  for (const byte of bits) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Rounds to float32 without making the bound smaller. */
function roundUp(bound: number): number {
  const rounded = Math.fround(bound);
  return rounded >= bound ? rounded : Math.fround(bound * (1 + 2 ** -23));
}
