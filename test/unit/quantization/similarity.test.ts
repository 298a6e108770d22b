import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dotFloat32, dotFloat32Int8, dotInt8 } from "../../../quantization/dot.js";
import {
  cosineSimilarity,
  encodeQ8,
  q8Similarity,
  querySimilarity,
  unitVector,
} from "../../../quantization/index.js";
import { anyPair, anyVector } from "./sample-vectors.js";

describe("similarity", () => {
  it("of float32 vectors is the textbook cosine", () => {
    expect(cosineSimilarity([1, 0], [0, 2])).toBe(0);
    expect(cosineSimilarity([3, 4], [3, 4])).toBeCloseTo(1, 12);
    expect(cosineSimilarity([1, 2, 3, 4, 5], [-1, -2, -3, -4, -5])).toBeCloseTo(-1, 12);
    expect(cosineSimilarity([1, 0], [1, 1])).toBeCloseTo(Math.SQRT1_2, 12);
    expect(cosineSimilarity([0, 0], [1, 1])).toBe(0);
  });

  it("survives vectors whose squares overflow or underflow float32", () => {
    expect(cosineSimilarity([3e38, 3e38], [1e-40, 0])).toBeCloseTo(Math.SQRT1_2, 6);
    expect(Math.hypot(...unitVector([3e38, -3e38]))).toBeCloseTo(1, 6);
  });

  it("refuses NaN, and vectors of different dimensions", () => {
    expect(() => cosineSimilarity([Number.NaN], [1])).toThrowError(
      expect.objectContaining({ code: "INVALID_VECTOR" }),
    );
    expect(() => cosineSimilarity([1, 2], [1])).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
    expect(() => q8Similarity(encodeQ8([1, 2]), encodeQ8([1]))).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
  });

  it("of Q8 codes is symmetric, within −1 … 1, and within the rounding of both codes of the cosine", () => {
    fc.assert(
      fc.property(anyPair(), ([a, b]) => {
        const [x, y] = [encodeQ8(a), encodeQ8(b)];
        const similarity = q8Similarity(x, y);
        expect(similarity).toBe(q8Similarity(y, x));
        expect(Math.abs(similarity)).toBeLessThanOrEqual(1);
        const [ex, ey] = [x, y].map(({ range }) => (Math.sqrt(a.length) * range) / 254);
        expect(Math.abs(similarity - cosineSimilarity(a, b))).toBeLessThanOrEqual(
          ex! + ey! + ex! * ey! + 1e-5,
        );
      }),
    );
  });

  it("of a float32 query with a code is within the rounding of the code alone", () => {
    fc.assert(
      fc.property(anyPair(), ([a, b]) => {
        const code = encodeQ8(b);
        const error = querySimilarity(unitVector(a), code) - cosineSimilarity(a, b);
        expect(Math.abs(error)).toBeLessThanOrEqual((Math.sqrt(a.length) * code.range) / 254 + 1e-5);
      }),
    );
  });

  it("of a Q8 code with itself or its opposite is cut to −1 … 1, as the server cuts it", () => {
    // The small components are rounded up, so the code is longer than the vector.
    const code = encodeQ8([127, 1.6, 1.6, 1.6, 1.6]);
    const opposite = encodeQ8([-127, -1.6, -1.6, -1.6, -1.6]);
    const length = Math.hypot(...code.codes) * (code.range / 127);
    expect(length).toBeGreaterThan(1);
    expect([q8Similarity(code, code), q8Similarity(code, opposite)]).toEqual([1, -1]);
  });

  it("of an all-zero vector is 0 to everything", () => {
    expect(q8Similarity(encodeQ8([0, 0]), encodeQ8([1, 2]))).toBe(0);
    expect(querySimilarity(unitVector([1, 2]), encodeQ8([0, 0]))).toBe(0);
  });

  it("sums inner products alike whatever the length", () => {
    fc.assert(
      fc.property(anyVector(), (vector) => {
        const codes = Int8Array.from(vector, (component) => Math.round(component) % 128);
        const sum = (product: (j: number) => number) => vector.reduce((total, _, j) => total + product(j), 0);
        expect(dotInt8(codes, codes)).toBe(sum((j) => codes[j]! ** 2));
        const exact = sum((j) => vector[j]! ** 2);
        expect(Math.abs(dotFloat32(vector, vector) - exact)).toBeLessThanOrEqual(1e-12 * exact);
        const mixed = sum((j) => vector[j]! * codes[j]!);
        const size = sum((j) => Math.abs(vector[j]! * codes[j]!));
        expect(Math.abs(dotFloat32Int8(vector, codes) - mixed)).toBeLessThanOrEqual(1e-12 * size);
      }),
    );
  });
});
