import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeQ8, encodeQ8, q8ErrorNorm, unitVector } from "../../../quantization/index.js";

const vectors = fc
  .array(fc.float({ noNaN: true, min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 300 })
  .map((components) => Float32Array.from(components))
  .filter((vector) => vector.some((component) => Math.abs(component) > 1e-6));

it("is the distance between the unit vector and what its Q8 code stands for", () => {
  fc.assert(
    fc.property(vectors, (vector) => {
      const unit = unitVector(vector);
      const decoded = decodeQ8(encodeQ8(vector), { unit: true });
      const distance = Math.hypot(...unit.map((component, index) => component - decoded[index]!));
      expect(q8ErrorNorm(vector)).toBeCloseTo(distance, 6);
    }),
  );
});

it("is 0 for a vector that its code holds exactly, and for none", () => {
  expect(q8ErrorNorm([127, -64, 3, 0])).toBeLessThan(1e-12);
  expect(q8ErrorNorm(new Float32Array(8))).toBe(0);
});

it("refuses what is no vector", () => {
  expect(() => q8ErrorNorm([1, Number.NaN])).toThrow(expect.objectContaining({ code: "INVALID_VECTOR" }));
});
