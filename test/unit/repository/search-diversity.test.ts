import { expect, test } from "vitest";
import { chooseDiverse } from "../../../src/repository/search/diversity.js";
import { cosine, seededVectors } from "../../helpers/seeded-vectors.js";

const query = Float32Array.of(1, 0, 0);
const near = (...vectors: number[][]) =>
  vectors.map((components) => {
    const vector = Float32Array.from(components);
    return { vector, similarity: cosine(vector, query) };
  });

test("without diversity the order of the candidates stays", () => {
  const candidates = near([1, 0, 0], [1, 0.1, 0], [1, 0.2, 0], [1, 0, 1]);
  expect(chooseDiverse(candidates, 3, 0)).toEqual([0, 1, 2]);
  expect(chooseDiverse(candidates, 10, 0)).toEqual([0, 1, 2, 3]);
  expect(chooseDiverse([], 10, 0.5)).toEqual([]);
});

test("with diversity a candidate that repeats a hit gives way to one that does not, whatever its length", () => {
  const candidates = near([1, 0.3, 0], [10, 3.1, 0], [1, 0.32, 0], [0.1, 0, 0.05]);
  expect(chooseDiverse(candidates, 2, 0.5)).toEqual([0, 3]);
  expect(chooseDiverse(candidates, 4, 1).slice(0, 2)).toEqual([0, 3]);
});

test("each choice has the largest marginal relevance, computed anew from the definition", () => {
  const vectors = seededVectors(40, 8, 3);
  const target = seededVectors(1, 8, 4)[0]!;
  const candidates = vectors
    .map((vector) => ({ vector, similarity: cosine(vector, target) }))
    .sort((a, b) => b.similarity - a.similarity);
  for (const diversity of [0.2, 0.5, 0.9, 1]) {
    const chosen = chooseDiverse(candidates, 12, diversity);
    expect(new Set(chosen).size).toBe(12);
    expect(chosen[0]).toBe(0);
    for (let count = 1; count < chosen.length; count++) {
      const before = chosen.slice(0, count).map((place) => candidates[place]!.vector);
      const relevanceOf = (place: number) => {
        const { vector, similarity } = candidates[place]!;
        return (
          (1 - diversity) * similarity - diversity * Math.max(...before.map((other) => cosine(vector, other)))
        );
      };
      const others = candidates
        .map((_, place) => place)
        .filter((place) => !chosen.slice(0, count).includes(place));
      expect(relevanceOf(chosen[count]!)).toBeGreaterThanOrEqual(Math.max(...others.map(relevanceOf)) - 1e-6);
    }
  }
});
