import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cosineSimilarity,
  decodeResidual,
  encodeQ8,
  encodeResidual,
  residualSimilarity,
  unitVector,
} from "../../../quantization/index.js";
import { anyPair, anyVector, Random, topicVectors } from "./sample-vectors.js";

describe("the int8 residual of a Q8 code", () => {
  it("reconstructs every component within range / 64,516 and float32 noise", () => {
    fc.assert(
      fc.property(anyVector(), (vector) => {
        const code = encodeQ8(vector);
        const decoded = decodeResidual(code, encodeResidual(vector, code), { unit: true });
        const unit = unitVector(vector);
        const bound = code.range / 64_516 + code.range * 1e-6 + 1e-7;
        for (const [j, component] of unit.entries())
          expect(Math.abs(decoded[j]! - component)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("counts 254 steps to one step of the Q8 code", () => {
    // Length 512 and largest component 254: every odd component lies exactly half a Q8 step from its code.
    const vector = [254, 253, -249, 247, -103];
    expect([...encodeResidual(vector, encodeQ8(vector))]).toEqual([0, -127, 127, -127, 127]);
  });

  it("scores a float32 query within √dimension · range / 64,516 of the cosine", () => {
    fc.assert(
      fc.property(anyPair(), ([query, vector]) => {
        const code = encodeQ8(vector);
        const similarity = residualSimilarity(unitVector(query), code, encodeResidual(vector, code));
        const bound = Math.sqrt(vector.length) * code.range * (1 / 64_516 + 1e-6) + 1e-6;
        expect(Math.abs(similarity - cosineSimilarity(query, vector))).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("keeps the similarities of 384-dimensional topic vectors within 5e-5", () => {
    const vectors = topicVectors(60, 384, new Random(3));
    const codes = vectors.map((vector) => encodeQ8(vector));
    const residuals = vectors.map((vector, i) => encodeResidual(vector, codes[i]!));
    let largest = 0;
    for (const query of vectors)
      for (const [i, vector] of vectors.entries()) {
        const similarity = residualSimilarity(query, codes[i]!, residuals[i]!);
        largest = Math.max(largest, Math.abs(similarity - cosineSimilarity(query, vector)));
      }
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(5e-5);
  });

  it("decodes to the length of the encoded vector unless the unit vector is asked for", () => {
    const vector = [30, 40, -1.25];
    const code = encodeQ8(vector);
    const decoded = decodeResidual(code, encodeResidual(vector, code));
    for (const [j, component] of vector.entries()) expect(decoded[j]).toBeCloseTo(component, 2);
  });

  it("of an all-zero vector is zero", () => {
    expect([...encodeResidual([0, 0, 0], encodeQ8([0, 0, 0]))]).toEqual([0, 0, 0]);
  });

  it.each([
    ["of another vector of the same length", [4, 3], encodeQ8([3, 4])],
    ["of a vector of another length", [3, 4], encodeQ8([6, 8])],
    ["of an all-zero vector", [3, 4], encodeQ8([0, 0])],
    ["of a vector too small for the server to normalise", [1e-30, 2e-30], encodeQ8([1e-30, 2e-30])],
  ])("refuses the code %s", (_whose, vector, code) => {
    expect(() => encodeResidual(vector, code)).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });

  it("refuses NaN and other dimensions", () => {
    const code = encodeQ8([3, 4]);
    expect(() => encodeResidual([Number.NaN, 1], code)).toThrowError(
      expect.objectContaining({ code: "INVALID_VECTOR" }),
    );
    expect(() => encodeResidual([1, 2, 3], code)).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
  });
});
