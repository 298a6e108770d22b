import { endianness } from "node:os";
import { type CalibratedCodec, dotFloat32, QuantizationError } from "../../../quantization/index.js";

/**
 * The value of a key begins with one byte for the format:
 * - 1: the components as float32, little-endian, follow;
 * - 3: calibrated int8. The id of the calibration (8 bytes), the norm as float32, little-endian, and one code per component
 *   follow.
 */
const FLOAT32 = 1;
const INT8 = 3;

const ID_BYTES = 8;
const INT8_HEADER_BYTES = 1 + ID_BYTES + 4;

/** Finds a calibration by its id. */
export type FindCodec = (calibration: string) => CalibratedCodec | undefined;

/**
 * The bytes of a vector: int8 codes, or float32 without a codec. A vector is float32, too, if the calibration does not fit it, or if
 * its squares overflow float32.
 */
export function encodeStored(vector: Float32Array, codec: CalibratedCodec | undefined): Buffer {
  return (codec && encodeInt8(vector, codec)) || encodeFloat32(vector);
}

/** The id of the calibration that is needed to decode the bytes; undefined if none is. */
export function calibrationOf(bytes: Buffer): string | undefined {
  return bytes[0] === INT8 ? bytes.toString("hex", 1, 1 + ID_BYTES) : undefined;
}

/** The vector that the bytes hold; undefined if they do not hold a vector of this dimension, or if the calibration is gone. */
export function decodeStored(bytes: Buffer, dimension: number, find: FindCodec): Float32Array | undefined {
  const calibration = calibrationOf(bytes);
  const vector =
    calibration === undefined
      ? decodeFloat32(bytes, dimension)
      : decodeInt8(bytes, dimension, find(calibration));
  return vector !== undefined && isVector(vector) ? vector : undefined;
}

/** Whether all components are finite and at least one is not zero, as every embedder must ensure. */
export function isVector(vector: Float32Array): boolean {
  // In double precision the square of a float32 never overflows, and only that of 0 is 0.
  const squares = dotFloat32(vector, vector);
  return squares > 0 && squares < Number.POSITIVE_INFINITY;
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

function encodeInt8(vector: Float32Array, codec: CalibratedCodec): Buffer | undefined {
  try {
    const code = codec.encode(vector);
    if (code.kind === "float32" || !Number.isFinite(code.norm)) return undefined;
    const { codes, norm } = code;
    const bytes = Buffer.allocUnsafe(INT8_HEADER_BYTES + codes.length);
    bytes[0] = INT8;
    bytes.write(codec.calibration, 1, "hex");
    bytes.writeFloatLE(norm, 1 + ID_BYTES);
    bytes.set(new Uint8Array(codes.buffer, codes.byteOffset, codes.length), INT8_HEADER_BYTES);
    return bytes;
  } catch (error) {
    if (error instanceof QuantizationError) return undefined;
    throw error;
  }
}

function decodeInt8(
  bytes: Buffer,
  dimension: number,
  codec: CalibratedCodec | undefined,
): Float32Array | undefined {
  if (codec === undefined || bytes.length !== INT8_HEADER_BYTES + dimension) return undefined;
  const codes = new Int8Array(bytes.subarray(INT8_HEADER_BYTES));
  const norm = bytes.readFloatLE(1 + ID_BYTES);
  return codec.decode({ kind: "int8", calibration: codec.calibration, codes, range: 0, norm, clipped: 0 });
}
