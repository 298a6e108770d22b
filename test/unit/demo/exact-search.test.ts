import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosineSimilarity, exactSearch, recallAt } from "../../../scripts/demo/exact-search.js";

const vector = (...components: number[]) => Float32Array.from(components);
const VECTORS = [vector(1, 0), vector(0, 2), vector(3, 3), vector(-1, 0), vector(0.5, 0)];

describe("the exact search", () => {
  it("ranks by cosine for any lengths, and by index if they are equal", () => {
    const hits = exactSearch(vector(10, 0), VECTORS, 4);
    expect(hits.map(({ index }) => index)).toEqual([0, 4, 2, 1]);
    expect(hits[2]?.similarity).toBeCloseTo(Math.SQRT1_2, 12);
    expect(exactSearch(vector(1, 1), VECTORS, 99)).toHaveLength(VECTORS.length);
    expect(exactSearch(vector(1, 1), [], 3)).toEqual([]);
  });

  it("returns a similarity of 1 for a vector and its multiples", () => {
    const component = fc.float({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(component, { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        (list, factor) => {
          fc.pre(Math.hypot(...list) > 1e-3);
          expect(cosineSimilarity(vector(...list), vector(...list.map((x) => x * factor)))).toBeCloseTo(1, 6);
        },
      ),
    );
  });
});

describe("recall", () => {
  const query = vector(1, 0.1);
  it("is the share of the true neighbours among those found", () => {
    expect(recallAt(2, [0, 4], query, VECTORS)).toBe(1);
    expect(recallAt(2, [0, 3], query, VECTORS)).toBe(0.5);
    expect(recallAt(2, [], query, VECTORS)).toBe(0);
    expect(recallAt(2, [-1, 99], query, VECTORS)).toBe(0);
  });

  it("accepts either of two neighbours at the same distance", () => {
    expect(recallAt(1, [0], query, VECTORS)).toBe(1);
    expect(recallAt(1, [4], query, VECTORS)).toBe(1);
    expect(recallAt(1, [2], query, VECTORS)).toBe(0);
  });

  it("uses all neighbours if there are fewer than the limit", () => {
    expect(recallAt(10, [0, 1, 2, 3, 4], query, VECTORS)).toBe(1);
    expect(recallAt(10, [0, 1, 2, 3], query, VECTORS)).toBe(0.8);
  });
});
