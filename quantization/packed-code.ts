import type { CalibratedCode } from "./calibrated-codec.js";
import { QuantizationError } from "./errors.js";
import type { FallbackReason } from "./fallback.js";

/** First byte: layout version 1 in the high half, the kind of content in the low half. */
const INT8 = 0x10;
const FLOAT32 = 0x11;
const REASONS: readonly FallbackReason[] = ["clipped", "error"];

/** kind (1), calibration id (8), norm (4), range or reason (4), clipped components (4); little-endian. */
const HEADER_BYTES = 21;

/** A code as bytes for storage: 21 bytes of header, then one byte per dimension (int8) or four (float32). */
export function packCode(code: CalibratedCode): Uint8Array {
  const isInt8 = code.kind === "int8";
  const bytes = new Uint8Array(HEADER_BYTES + (isInt8 ? code.codes.length : 4 * code.unit.length));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, isInt8 ? INT8 : FLOAT32);
  view.setBigUint64(1, BigInt(`0x${code.calibration}`));
  view.setFloat32(9, code.norm, true);
  if (isInt8) {
    view.setFloat32(13, code.range, true);
    view.setUint32(17, code.clipped, true);
    bytes.set(new Uint8Array(code.codes.buffer, code.codes.byteOffset, code.codes.length), HEADER_BYTES);
  } else {
    view.setUint32(13, REASONS.indexOf(code.reason), true);
    for (const [j, component] of code.unit.entries()) view.setFloat32(HEADER_BYTES + 4 * j, component, true);
  }
  return bytes;
}

/**
 * The code behind packed bytes, copied. The codec that reads it checks the calibration.
 * @throws QuantizationError `INVALID_CALIBRATION` for bytes of another layout.
 */
export function unpackCode(bytes: Uint8Array): CalibratedCode {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = bytes[0];
  const size = bytes.length - HEADER_BYTES;
  if (size <= 0 || (kind !== INT8 && kind !== FLOAT32) || (kind === FLOAT32 && size % 4 !== 0))
    throw new QuantizationError(
      "INVALID_CALIBRATION",
      `${bytes.length} bytes are no packed code of a layout this version knows`,
      { details: { length: bytes.length } },
    );
  const calibration = view.getBigUint64(1).toString(16).padStart(16, "0");
  const norm = view.getFloat32(9, true);
  if (kind === INT8) {
    // A view first: slice() of a Node.js Buffer would not copy.
    const codes = new Int8Array(bytes.buffer, bytes.byteOffset + HEADER_BYTES, size).slice();
    const [range, clipped] = [view.getFloat32(13, true), view.getUint32(17, true)];
    return { kind: "int8", calibration, codes, range, norm, clipped };
  }
  const unit = Float32Array.from({ length: size / 4 }, (_, j) => view.getFloat32(HEADER_BYTES + 4 * j, true));
  return { kind: "float32", calibration, unit, norm, reason: REASONS[view.getUint32(13, true)] ?? "error" };
}
