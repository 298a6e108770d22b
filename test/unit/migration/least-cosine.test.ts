import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeQ8, encodeQ8 } from "../../../quantization/index.js";
import { ExactSearch } from "../../../src/migration/verify/exact-search.js";
import { cosineOf, leastCosine } from "../../../src/migration/verify/least-cosine.js";
import { nearest, seededVectors } from "../../helpers/seeded-vectors.js";

const q8 = { quantization: "q8", precision: "native", rotated: false } as const;

const anyVector = fc
  .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 300 })
  .map((components) => Float32Array.from(components))
  .filter((vector) => vector.some((component) => Math.abs(component) > 1e-3));

describe("the least cosine of a stored vector", () => {
  test("holds for any vector in Q8", () => {
    fc.assert(
      fc.property(anyVector, (vector) => {
        const stored = decodeQ8(encodeQ8(vector));
        expect(cosineOf(vector, stored)).toBeGreaterThanOrEqual(leastCosine(vector, q8));
      }),
    );
  });

  test("distinguishes a vector whose components moved by 0.02 from one that was rounded", () => {
    for (const vector of seededVectors(50, 512)) {
      const moved = vector.map((component, place) => component + (place % 2 ? 0.02 : -0.02));
      expect(cosineOf(vector, moved)).toBeLessThan(leastCosine(vector, q8));
    }
  });

  test("is the cosine of the signs for bin, and almost 1 for exact forms", () => {
    const [vector] = seededVectors(1, 100);
    const signs = vector!.map(Math.sign);
    const bin = { ...q8, quantization: "bin" } as const;
    expect(cosineOf(vector!, signs)).toBeGreaterThanOrEqual(leastCosine(vector!, bin));
    expect(leastCosine(vector!, bin)).toBeGreaterThan(cosineOf(vector!, signs) - 1e-4);
    expect(leastCosine(vector!, { ...q8, quantization: "none" })).toBeGreaterThan(0.99999);
    expect(leastCosine(vector!, { ...q8, precision: "float32" })).toBeGreaterThan(0.99999);
  });
});

test("an exact search passes over records without a cosine, and the last record of an id counts", () => {
  const search = new ExactSearch(Float32Array.of(1, 0), 2, ({ attributes }) => attributes?.hidden !== true);
  search.offer({ id: "zero", vector: Float32Array.of(0, 0) });
  search.offer({ id: "nan", vector: Float32Array.of(Number.NaN, 1) });
  search.offer({ id: "near", vector: Float32Array.of(9, 1) });
  search.offer({ id: "far", vector: Float32Array.of(-1, 0) });
  search.offer({ id: "moved", vector: Float32Array.of(1, 0) });
  expect(search.hits.map(({ id }) => id)).toEqual(["moved", "near"]);
  search.offer({ id: "moved", vector: Float32Array.of(0, 1) });
  expect(search.hits.map(({ id }) => id)).toEqual(["near", "moved"]);
  search.offer({ id: "near", vector: Float32Array.of(1, 0), attributes: { hidden: true } });
  expect(search.hits.map(({ id }) => id)).toEqual(["moved"]);
});

test("an exact search over records in any order finds the nearest ones, each id once", () => {
  const vectors = seededVectors(300, 12);
  const search = new ExactSearch(vectors[7]!, 10);
  for (const index of [...vectors.keys(), ...vectors.keys()].reverse()) {
    search.offer({ id: String(index), vector: vectors[index]! });
  }
  expect(search.hits.map(({ id }) => Number(id))).toEqual(nearest(vectors, vectors[7]!, 10));
  const even = new ExactSearch(vectors[7]!, 5, ({ id }) => Number(id) % 2 === 0);
  for (const [index, vector] of vectors.entries()) even.offer({ id: String(index), vector });
  expect(even.hits).toHaveLength(5);
  expect(even.hits.every(({ id }) => Number(id) % 2 === 0)).toBe(true);
});
