import { describe, expect, it } from "vitest";
import {
  cosineSimilarity,
  learnPca,
  PcaReduction,
  rowsOf,
  truncateVector,
} from "../../../quantization/index.js";
import { Random, topicVectors, vectorOf } from "./sample-vectors.js";

describe("Matryoshka truncation", () => {
  it("keeps the first components and their direction, as a unit vector", () => {
    expect([...truncateVector([3, 4, 12], 2)].map((c) => c.toFixed(4))).toEqual(["0.6000", "0.8000"]);
    expect([...truncateVector([0, 0, 1], 2)]).toEqual([0, 0]);
  });

  it.each([0, 4, 1.5, Number.NaN])("refuses dimension %d of 3", (dimension) => {
    expect(() => truncateVector([1, 2, 3], dimension)).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});

describe("PCA reduction", () => {
  const random = new Random(5);
  /** 200 vectors of 30 dimensions that lie in a space of 4. */
  const directions = topicVectors(4, 30, random);
  const flatSpace = Array.from({ length: 200 }, () => {
    const weights = directions.map(() => random.normal());
    return Float32Array.from({ length: 30 }, (_, j) =>
      directions.reduce((sum, direction, i) => sum + weights[i]! * direction[j]!, 0),
    );
  });

  it("loses nothing when the sample lies in a space of that dimension", () => {
    const { reduction, keptShare } = learnPca(flatSpace, { outputDimension: 4 });
    expect(keptShare).toBeCloseTo(1, 6);
    for (let i = 1; i < 50; i++) {
      const [a, b] = [flatSpace[i]!, flatSpace[i - 1]!];
      const reduced = cosineSimilarity(reduction.apply(a), reduction.apply(b));
      expect(Math.abs(reduced - cosineSimilarity(a, b))).toBeLessThan(1e-5);
    }
  });

  it("keeps as much energy as the largest eigenvalues hold", () => {
    // Independent dimensions with variances 9, 4, 1, 0.01 …: the best two directions are the first two axes.
    const scale = [3, 2, 1, 0.1, 0.1, 0.1];
    const sample = Array.from({ length: 3000 }, () => Float32Array.from(scale, (s) => s * random.normal()));
    const { reduction } = learnPca(sample, { outputDimension: 2 });
    for (let axis = 0; axis < 6; axis++) {
      const kept = Math.hypot(reduction.components.get(0, axis), reduction.components.get(1, axis));
      if (axis < 2) expect(kept).toBeGreaterThan(0.99);
      else expect(kept).toBeLessThan(0.15);
    }
  });

  it("has orthonormal components", () => {
    const { reduction } = learnPca(topicVectors(100, 24, random), { outputDimension: 10 });
    for (let a = 0; a < 10; a++)
      for (let b = 0; b < 10; b++) {
        let inner = 0;
        for (let j = 0; j < 24; j++) inner += reduction.components.get(a, j) * reduction.components.get(b, j);
        expect(inner).toBeCloseTo(a === b ? 1 : 0, 5);
      }
  });

  it("is rebuilt from stored components, and reduces a batch like single vectors", () => {
    const { reduction } = learnPca(flatSpace, { outputDimension: 3 });
    const stored = new PcaReduction(rowsOf(Float32Array.from(reduction.components.data), 30));
    const batch = stored.applyRows(flatSpace.slice(0, 5));
    for (let row = 0; row < 5; row++)
      expect(batch.data.slice(row * 3, (row + 1) * 3)).toEqual(reduction.apply(flatSpace[row]!));
  });

  it("sends what the sample never showed to zero, and an all-zero sample to nothing", () => {
    const { reduction } = learnPca(
      [
        [1, 0],
        [2, 0],
      ],
      { outputDimension: 1 },
    );
    expect(Math.abs(reduction.apply([0, 1])[0]!)).toBeLessThan(1e-6);
    expect(
      learnPca(
        [
          [0, 0],
          [0, 0],
        ],
        { outputDimension: 1 },
      ).keptShare,
    ).toBe(1);
  });

  it.each([0, 7, 2.5])("refuses %d output dimensions of 6", (outputDimension) => {
    const sample = [vectorOf("gaussian", 6, random), vectorOf("gaussian", 6, random)];
    expect(() => learnPca(sample, { outputDimension })).toThrowError(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});
