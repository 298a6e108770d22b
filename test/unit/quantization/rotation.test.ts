import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosineSimilarity, Rotation } from "../../../quantization/index.js";
import { anyPair, anyVector, Random, vectorOf } from "./sample-vectors.js";

const anySeed = fc.integer({ min: 0, max: 0xffff_ffff });

function length(vector: Float32Array): number {
  return Math.hypot(...vector);
}

describe("the seeded rotation", () => {
  it("is undone by its inverse, for any dimension and seed", () => {
    fc.assert(
      fc.property(anyVector(), anySeed, (vector, seed) => {
        const rotation = new Rotation({ dimension: vector.length, seed });
        const back = rotation.invert(rotation.apply(vector));
        const noise = 1e-6 * length(vector);
        for (const [j, component] of vector.entries())
          expect(Math.abs(back[j]! - component)).toBeLessThan(noise);
      }),
    );
  });

  it("keeps cosines and lengths", () => {
    fc.assert(
      fc.property(anyPair(), anySeed, ([a, b], seed) => {
        const rotation = new Rotation({ dimension: a.length, seed });
        const [x, y] = [rotation.apply(a), rotation.apply(b)];
        expect(Math.abs(cosineSimilarity(x, y) - cosineSimilarity(a, b))).toBeLessThan(1e-6);
        expect(Math.abs(length(x) / length(a) - 1)).toBeLessThan(1e-6);
      }),
    );
  });

  it.each([1, 2, 3, 5, 7, 8, 12, 33, 48, 100])("is an orthogonal matrix in %i dimensions", (dimension) => {
    const rotation = new Rotation({ dimension, seed: 99 });
    const rows = Array.from({ length: dimension }, (_, i) =>
      rotation.apply(Float32Array.from({ length: dimension }, (_component, j) => (i === j ? 1 : 0))),
    );
    for (const [i, row] of rows.entries())
      for (const [j, other] of rows.entries()) {
        const inner = row.reduce((sum, component, k) => sum + component * other[k]!, 0);
        expect(Math.abs(inner - (i === j ? 1 : 0))).toBeLessThan(1e-6);
      }
  });

  it("is linear", () => {
    const rotation = new Rotation({ dimension: 20, seed: 4 });
    const random = new Random(8);
    const [a, b] = [vectorOf("gaussian", 20, random), vectorOf("gaussian", 20, random)];
    const sum = rotation.apply(a.map((component, j) => component + b[j]!));
    const [x, y] = [rotation.apply(a), rotation.apply(b)];
    for (const [j, component] of sum.entries()) expect(component).toBeCloseTo(x[j]! + y[j]!, 5);
  });

  it.each([
    [64, 1 / 8],
    [100, 0.3],
    [96, 0.3],
  ])("of a lone component in %i dimensions leaves none above %f", (dimension, limit) => {
    for (let spike = 0; spike < dimension; spike++) {
      const rotated = new Rotation({ dimension, seed: 5 }).apply(
        Float32Array.from({ length: dimension }, (_, j) => (j === spike ? 1 : 0)),
      );
      const largest = Math.max(...rotated.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(limit);
    }
  });

  it("does not change from release to release: a stored seed must keep its meaning", () => {
    const rotated = (dimension: number, seed: number) =>
      [
        ...new Rotation({ dimension, seed }).apply(Float32Array.from({ length: dimension }, (_, j) => j + 1)),
      ].map((component) => Number(component.toFixed(5)));
    expect(rotated(4, 1)).toEqual([-2, 0, 5, -1]);
    expect(rotated(6, 0xffff_ffff)).toEqual([-2, 4, -0.5, -3.5, -1.5, 7.5]);
  });

  it("differs between seeds and repeats for one seed", () => {
    const vector = vectorOf("gaussian", 40, new Random(2));
    const rotate = (seed: number) => new Rotation({ dimension: 40, seed }).apply(vector);
    expect(rotate(1)).toEqual(rotate(1));
    expect(rotate(1)).not.toEqual(rotate(2));
  });

  it("refuses other dimensions and impossible seeds", () => {
    const rotation = new Rotation({ dimension: 3, seed: 0 });
    expect(() => rotation.apply([1, 2])).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
    expect(() => rotation.invert([1, 2])).toThrowError(
      expect.objectContaining({ code: "DIMENSION_MISMATCH" }),
    );
    for (const seed of [-1, 0.5, 2 ** 32, Number.NaN])
      expect(() => new Rotation({ dimension: 3, seed })).toThrowError(
        expect.objectContaining({ code: "INVALID_ARGUMENT" }),
      );
  });
});
