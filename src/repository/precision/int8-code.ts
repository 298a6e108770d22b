import { encodeQ8, unitVector } from "../../../quantization/index.js";
import type { Quantization } from "../../options/index.js";
import type { KnownCalibration } from "./calibrations.js";
import type { EncodedCode } from "./encode-code.js";
import { fingerprintIn } from "./set-fingerprint.js";
import { packFloat32, packInt8, type StoredInt8 } from "./stored-code.js";

/** The error of a code that was made from another code may be this many times the longest that a code of a vector may have. */
const MAX_RECODED_ERROR = 2;

/**
 * Encodes the int8 code of one vector, or a float32 code if there is no calibration, if the calibration does not fit the vector,
 * or if float32 is asked for.
 *
 * @param vector - The vector as given, in float32.
 * @param placed - The vector as it is stored in the set: rotated if the collection is.
 */
export function encodeInt8(
  vector: Float32Array,
  placed: Float32Array,
  quantization: Quantization,
  calibration: KnownCalibration | undefined,
): EncodedCode {
  const { range } = encodeQ8(placed);
  if (calibration === undefined)
    return { value: packFloat32(vector), range, fallback: undefined, clipped: 0 };
  const { name, codec } = calibration;
  const code = codec.encode(placed);
  if (code.kind === "float32")
    return { value: packFloat32(vector), range, fallback: code.reason, clipped: 0 };
  const value = packInt8({
    calibration: name,
    fingerprint: fingerprintIn(quantization === "bin" ? "bin" : "int8", placed),
    errorNorm: distance(codec.decode(code, { unit: true }), unitVector(placed)),
    codes: code.codes,
  });
  return { value, range, fallback: undefined, clipped: code.clipped };
}

/** The unit vector of a code, in the space of the set. */
export function decodeInt8({ codes }: StoredInt8, { codec }: KnownCalibration): Float32Array {
  return codec.decode(codeFor(codes, codec.calibration), { unit: true });
}

/** Makes a code of one calibration into the form in which its codec compares it. */
export function codeFor(codes: Int8Array, calibration: string) {
  return { kind: "int8", calibration, codes, range: 0, norm: 1, clipped: 0 } as const;
}

/**
 * The code of another calibration for a code whose vector is gone. Its rounding error is added to that of the old one.
 *
 * @returns undefined if the code should stay as it is, because the new calibration does not fit the vector, or because the error
 * would be more than twice the longest that the new calibration accepts.
 */
export function recodeInt8(
  old: StoredInt8,
  from: KnownCalibration,
  to: KnownCalibration,
): Buffer | undefined {
  const unit = decodeInt8(old, from);
  const { name, codec } = to;
  const code = codec.encode(unit);
  if (code.kind === "float32") return undefined;
  // The two errors may point the same way, so their lengths are added (triangle inequality).
  const errorNorm = old.errorNorm + distance(codec.decode(code, { unit: true }), unit);
  if (errorNorm > MAX_RECODED_ERROR * codec.record.fallback.errorNorm) return undefined;
  return packInt8({ calibration: name, fingerprint: old.fingerprint, errorNorm, codes: code.codes });
}

/** The largest error of the cosine of a float32 query with this code: the band of the calibration, wider for a longer error. */
export function errorOfInt8({ errorNorm }: StoredInt8, { codec }: KnownCalibration): number {
  const { bands, fallback } = codec.record;
  return bands.queried * Math.max(1, errorNorm / fallback.errorNorm);
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2;
  return Math.sqrt(sum);
}
