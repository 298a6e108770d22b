import { decodeFloat32Blob } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import type { VectorComponentType } from "../../options/index.js";
import { bfloat16ToNumber, float16ToNumber, numberToBfloat16, numberToFloat16 } from "./half-floats.js";

interface Component {
  readonly sizeBytes: number;
  read(view: DataView, offset: number): number;
  write(view: DataView, offset: number, value: number): void;
}

/** All types are little-endian: https://redis.io/docs/latest/develop/ai/search-and-query/vectors/#hash-data-type */
const COMPONENTS: Readonly<Record<VectorComponentType, Component>> = {
  FLOAT16: {
    sizeBytes: 2,
    read: (view, at) => float16ToNumber(view.getUint16(at, true)),
    write: (view, at, value) => view.setUint16(at, numberToFloat16(value), true),
  },
  BFLOAT16: {
    sizeBytes: 2,
    read: (view, at) => bfloat16ToNumber(view.getUint16(at, true)),
    write: (view, at, value) => view.setUint16(at, numberToBfloat16(value), true),
  },
  FLOAT32: {
    sizeBytes: 4,
    read: (view, at) => view.getFloat32(at, true),
    write: (view, at, value) => view.setFloat32(at, value, true),
  },
  FLOAT64: {
    sizeBytes: 8,
    read: (view, at) => view.getFloat64(at, true),
    write: (view, at, value) => view.setFloat64(at, value, true),
  },
  INT8: {
    sizeBytes: 1,
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, clamp(value, -128, 127)),
  },
  UINT8: {
    sizeBytes: 1,
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, clamp(value, 0, 255)),
  },
};

export function componentSizeBytes(type: VectorComponentType): number {
  return COMPONENTS[type].sizeBytes;
}

/**
 * The components of a vector field, without rounding: FLOAT64 gives doubles. Only the length is checked.
 *
 * @param dimension - Expected number of components. Default: any.
 * @throws OctavecError `INVALID_VECTOR` if the bytes end within a component, `DIMENSION_MISMATCH` for another number of
 * components.
 */
export function decodeVectorBlob(
  type: VectorComponentType,
  blob: Uint8Array,
  dimension?: number,
): Float32Array | Float64Array {
  const { sizeBytes, read } = COMPONENTS[type];
  if (blob.byteLength % sizeBytes !== 0) {
    const expected =
      dimension === undefined
        ? `a multiple of ${sizeBytes} bytes (${type})`
        : `${dimension * sizeBytes} bytes (${dimension} × ${type})`;
    throw new OctavecError(
      "INVALID_VECTOR",
      `vector: expected ${expected}, got ${blob.byteLength}, which ends within a component.`,
      { details: { expected, actual: blob.byteLength } },
    );
  }
  const count = blob.byteLength / sizeBytes;
  if (dimension !== undefined && count !== dimension) {
    throw new OctavecError(
      "DIMENSION_MISMATCH",
      `vector: expected ${dimension} components, got ${count} of type ${type}.`,
      { details: { expected: dimension, actual: count } },
    );
  }
  // The most common type, which is decoded by a plain copy.
  if (type === "FLOAT32") return decodeFloat32Blob(blob);
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const vector = type === "FLOAT64" ? new Float64Array(count) : new Float32Array(count);
  for (let index = 0; index < count; index++) vector[index] = read(view, index * sizeBytes);
  return vector;
}

/** The bytes of a query vector. Components are rounded to the type, and clamped for INT8 and UINT8. */
export function encodeVectorBlob(type: VectorComponentType, vector: Float32Array): Buffer {
  const { sizeBytes, write } = COMPONENTS[type];
  const blob = Buffer.alloc(vector.length * sizeBytes);
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  for (let index = 0; index < vector.length; index++) write(view, index * sizeBytes, vector[index]!);
  return blob;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Math.round(value)));
}
