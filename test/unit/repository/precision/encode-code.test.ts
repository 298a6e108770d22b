import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cosineSimilarity,
  encodeQ8,
  residualSimilarity,
  unitVector,
} from "../../../../quantization/index.js";
import { encodeCode } from "../../../../src/repository/precision/encode-code.js";
import { fingerprintOf, unpackCode } from "../../../../src/repository/precision/stored-code.js";
import { seededVectors } from "../../../helpers/seeded-vectors.js";

const residual = { precision: "residual" } as const;

/** Vectors of many shapes: even, with a spike, with huge and tiny lengths. */
const shaped = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    dimension: fc.integer({ min: 2, max: 200 }),
    spike: fc.double({ min: 0, max: 60, noNaN: true }),
    scale: fc.constantFrom(1e-12, 1e-3, 1, 1e6, 1e15),
  })
  .map(({ seed, dimension, spike, scale }) => {
    const [vector, query] = seededVectors(2, dimension, seed);
    vector![seed % dimension]! += spike;
    return { vector: vector!.map((x) => x * scale), query: query! };
  });

test("for any vector, the cosine from its code is within 5e-5 and within the error bound in the code", () => {
  fc.assert(
    fc.property(shaped, ({ vector, query }) => {
      const { value, fallback } = encodeCode(vector, vector, residual, false);
      const code = unpackCode(value, vector.length);
      const exact = cosineSimilarity(query, vector);
      if (code.kind === "float32") {
        expect(fallback).toBe("range");
        expect(code.vector).toEqual(vector);
        return;
      }
      if (code.kind !== "residual") throw new Error(`a ${code.kind} code`);
      expect(fallback).toBeUndefined();
      const q8 = encodeQ8(vector);
      expect(code.fingerprint).toBe(fingerprintOf(q8.codes, q8.range));
      const error = Math.abs(residualSimilarity(unitVector(query), q8, code.residual) - exact);
      expect(error).toBeLessThanOrEqual(code.errorNorm + 1e-7);
      expect(error).toBeLessThanOrEqual(5e-5);
    }),
    { numRuns: 500 },
  );
});

test("a vector that consists almost of one component is stored as float32, an even one as a residual", () => {
  const even = new Float32Array(64).fill(0.125);
  const spiked = Float32Array.from(even, (x, j) => (j === 9 ? 5 : x));
  expect(encodeCode(even, even, residual, false).fallback).toBeUndefined();
  expect(encodeCode(spiked, spiked, residual, false).fallback).toBe("range");
});

describe("stored bytes", () => {
  const [vector] = seededVectors(1, 16);
  const { value } = encodeCode(vector!, vector!, residual, false);

  test.each([
    ["empty", Buffer.alloc(0)],
    ["cut off", value.subarray(0, 20)],
    ["of a newer layout", Buffer.concat([Buffer.of(2), value.subarray(1)])],
    ["of an unknown kind", Buffer.concat([Buffer.of(1, 9), value.subarray(2)])],
    ["one byte too long", Buffer.concat([value, Buffer.of(0)])],
  ])("that are %s are refused", (_, bytes) => {
    expect(() => unpackCode(bytes, 16)).toThrow(expect.objectContaining({ code: "INVALID_CALIBRATION" }));
  });

  test("are copied, so the buffer of the reply may be reused", () => {
    const bytes = Buffer.from(value);
    const code = unpackCode(bytes, 16);
    bytes.fill(0);
    expect(code).toEqual(unpackCode(value, 16));
  });

  test("have a fingerprint that changes with the Q8 codes, their order, their signs and the range", () => {
    const codes = Int8Array.of(1, 2, -3);
    const fingerprint = fingerprintOf(codes, 0.5);
    for (const other of [Int8Array.of(1, 2, -4), Int8Array.of(2, 1, -3), Int8Array.of(-1, -2, 3)])
      expect(fingerprintOf(other, 0.5)).not.toBe(fingerprint);
    expect(fingerprintOf(codes, 0.25)).not.toBe(fingerprint);
  });
});
