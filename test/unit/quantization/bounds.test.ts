import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandOfSigmas, stepsSigma } from "../../../quantization/bounds.js";
import {
  cosineSimilarity,
  DimensionCodec,
  encodeQ8,
  encodeResidual,
  q8Band,
  q8Similarity,
  q8StrictBound,
  querySimilarity,
  Rotation,
  residualBand,
  residualSimilarity,
  unitVector,
} from "../../../quantization/index.js";
import { anyPair, Random, topicVectors } from "./sample-vectors.js";

describe("the strict bound of a Q8 similarity", () => {
  it("holds for any two vectors, codes on both sides or on one", () => {
    fc.assert(
      fc.property(anyPair(), ([a, b]) => {
        const [x, y] = [encodeQ8(a), encodeQ8(b)];
        const exact = cosineSimilarity(a, b);
        const both = q8StrictBound(a.length, { storedRange: x.range, queryRange: y.range });
        expect(Math.abs(q8Similarity(x, y) - exact)).toBeLessThanOrEqual(both);
        const one = q8StrictBound(a.length, { storedRange: y.range });
        expect(Math.abs(querySimilarity(unitVector(a), y) - exact)).toBeLessThanOrEqual(one);
        expect(one).toBeLessThan(both);
      }),
      { numRuns: 500 },
    );
  });

  it("holds where rounding errors all share one sign, which breaks the six-sigma band", () => {
    // One huge component fixes the range; all others lie just below the middle between two steps.
    const dimension = 1536;
    const skewed = Float32Array.from({ length: dimension }, (_, j) => (j === 0 ? 127 : 0.49));
    const code = encodeQ8(skewed);
    const error = Math.abs(q8Similarity(code, code) - 1);
    expect(error).toBeGreaterThan(q8Band({ storedRange: code.range, queryRange: code.range }));
    expect(error).toBeLessThanOrEqual(
      q8StrictBound(dimension, { storedRange: code.range, queryRange: code.range }),
    );

    const rotated = encodeQ8(new Rotation({ dimension, seed: 1 }).apply(skewed));
    const band = q8Band({ storedRange: rotated.range, queryRange: rotated.range });
    expect(Math.abs(q8Similarity(rotated, rotated) - 1)).toBeLessThanOrEqual(band);
  });
});

describe("the six-sigma band", () => {
  const vectors = topicVectors(80, 256, new Random(11));
  const codes = vectors.map((vector) => encodeQ8(vector));

  it("is 0.01364 · √(rx² + rq²) for Q8", () => {
    expect(q8Band({ storedRange: 0.06, queryRange: 0.08 })).toBeCloseTo(0.01364 * 0.1, 5);
    expect(q8Band({ storedRange: 0.1 })).toBeCloseTo(0.001364, 5);
    expect(q8Band({})).toBe(2e-6);
  });

  it("holds for all pairs of topic vectors, and is not idle: errors reach a third of it", () => {
    let use = 0;
    for (const [i, x] of codes.entries())
      for (const [j, y] of codes.entries()) {
        const error = q8Similarity(x, y) - cosineSimilarity(vectors[i]!, vectors[j]!);
        use = Math.max(use, Math.abs(error) / q8Band({ storedRange: x.range, queryRange: y.range }));
      }
    expect(use).toBeLessThanOrEqual(1);
    expect(use).toBeGreaterThan(1 / 3);
  });

  it("holds for the residual, 254 times narrower", () => {
    let use = 0;
    for (const query of vectors)
      for (const [i, code] of codes.entries()) {
        const residual = encodeResidual(vectors[i]!, code);
        const error = residualSimilarity(query, code, residual) - cosineSimilarity(query, vectors[i]!);
        use = Math.max(use, Math.abs(error) / residualBand(code.range));
      }
    expect(use).toBeLessThanOrEqual(1);
    expect(residualBand(0.1)).toBeLessThan(q8Band({ storedRange: 0.1 }) / 100);
  });

  it("holds for per-dimension steps", () => {
    const low = vectors[0]!.map((_, j) => Math.min(...vectors.map((vector) => vector[j]!)));
    const high = vectors[0]!.map((_, j) => Math.max(...vectors.map((vector) => vector[j]!)));
    const codec = new DimensionCodec({ low, high });
    let use = 0;
    for (const query of vectors) {
      const prepared = codec.prepareQuery(query);
      const band = bandOfSigmas(stepsSigma(codec.steps, query), 0);
      for (const vector of vectors) {
        const error = prepared.similarity(codec.encode(vector).codes) - cosineSimilarity(query, vector);
        use = Math.max(use, Math.abs(error) / band);
      }
    }
    expect(use).toBeLessThanOrEqual(1);
    expect(use).toBeGreaterThan(1 / 3);
  });
});
