import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bfloat16ToNumber,
  float16ToNumber,
  numberToBfloat16,
  numberToFloat16,
} from "../../../src/migration/source/half-floats.js";
import { decodeVectorBlob, encodeVectorBlob } from "../../../src/migration/source/vector-blob.js";

describe("16-bit floats", () => {
  test.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x3c00, 1],
    [0xbc00, -1],
    [0x4248, 3.140625],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7bff, 65_504],
    [0x7c00, Number.POSITIVE_INFINITY],
    [0xfc00, Number.NEGATIVE_INFINITY],
    [0x7e00, Number.NaN],
  ])("binary16 %i is %d", (bits, value) => {
    expect(float16ToNumber(bits)).toBe(value);
    expect(numberToFloat16(value)).toBe(bits);
  });

  test("every binary16 becomes the same bits again", () => {
    for (let bits = 0; bits < 65_536; bits++) {
      const value = float16ToNumber(bits);
      if (!Number.isNaN(value)) expect(numberToFloat16(value)).toBe(bits);
    }
  });

  test("a number is rounded to the nearest binary16, ties to even, and to infinity beyond the greatest one", () => {
    fc.assert(
      fc.property(fc.double({ min: -66_000, max: 66_000, noNaN: true }), (value) => {
        const bits = numberToFloat16(value);
        const error = Math.abs(float16ToNumber(bits) - value);
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x7fff) <= 0x7c00 && other >= 0) {
            expect(Math.abs(float16ToNumber(other) - value)).toBeGreaterThanOrEqual(
              Number.isFinite(error) ? error : 0,
            );
          }
        }
      }),
    );
    expect(float16ToNumber(numberToFloat16(1 + 2 ** -11))).toBe(1);
    expect(float16ToNumber(numberToFloat16(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(float16ToNumber(numberToFloat16(65_519.9))).toBe(65_504);
    expect(float16ToNumber(numberToFloat16(65_520))).toBe(Number.POSITIVE_INFINITY);
  });

  test("bfloat16 is the upper half of a float32, rounded to the nearest even", () => {
    expect(bfloat16ToNumber(0x3f80)).toBe(1);
    expect(bfloat16ToNumber(0xc049)).toBe(-3.140625);
    expect(bfloat16ToNumber(0x7f80)).toBe(Number.POSITIVE_INFINITY);
    expect(numberToBfloat16(Number.NaN)).toBe(0x7fc0);
    expect(bfloat16ToNumber(numberToBfloat16(1 + 2 ** -8))).toBe(1);
    expect(bfloat16ToNumber(numberToBfloat16(1 + 3 * 2 ** -8))).toBe(1 + 2 ** -6);
    for (let bits = 0; bits < 65_536; bits++) {
      const value = bfloat16ToNumber(bits);
      if (!Number.isNaN(value)) expect(numberToBfloat16(value)).toBe(bits);
    }
  });
});

describe("the bytes of a vector field", () => {
  test.each([
    ["FLOAT32", 4, (view: DataView, at: number) => view.getFloat32(at, true)],
    ["FLOAT64", 8, (view: DataView, at: number) => view.getFloat64(at, true)],
    ["INT8", 1, (view: DataView, at: number) => view.getInt8(at)],
    ["UINT8", 1, (view: DataView, at: number) => view.getUint8(at)],
  ] as const)("%s is read as DataView reads it, at any offset in the buffer", (type, sizeBytes, read) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 80 }), fc.nat(7), (bytes, offset) => {
        const count = Math.floor((bytes.length - offset) / sizeBytes);
        const blob = bytes.subarray(offset, offset + count * sizeBytes);
        const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
        const expected = Array.from({ length: count }, (_, index) => read(view, index * sizeBytes));
        expect([...decodeVectorBlob(type, blob, count)]).toEqual(expected);
      }),
    );
  });

  test.each(["FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64", "INT8", "UINT8"] as const)(
    "%s is decoded to the vector that was encoded",
    (type) => {
      const vector = Float32Array.of(0, 1, 2, 0, 100);
      expect([...decodeVectorBlob(type, encodeVectorBlob(type, vector), 5)]).toEqual([...vector]);
    },
  );

  test("a query vector of integers is rounded and clamped", () => {
    const query = Float32Array.of(-1000, -1.4, 1.6, 1000);
    expect([...decodeVectorBlob("INT8", encodeVectorBlob("INT8", query), 4)]).toEqual([-128, -1, 2, 127]);
    expect([...decodeVectorBlob("UINT8", encodeVectorBlob("UINT8", query), 4)]).toEqual([0, 0, 2, 255]);
  });

  test("bytes that end within a component are an invalid vector, and another number of components is a dimension mismatch", () => {
    expect(() => decodeVectorBlob("FLOAT32", Buffer.alloc(11), 3)).toThrow(
      expect.objectContaining({ code: "INVALID_VECTOR", message: expect.stringContaining("12 bytes") }),
    );
    expect(() => decodeVectorBlob("FLOAT16", Buffer.alloc(8), 3)).toThrow(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
    expect(() => decodeVectorBlob("INT8", Buffer.alloc(0), 3)).toThrow(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
  });
});
