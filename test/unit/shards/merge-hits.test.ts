import { expect, test } from "vitest";
import { mergeHits } from "../../../src/shards/merge-hits.js";

const hit = (id: string, similarity: number, score = (1 + similarity) / 2) => ({ id, similarity, score });

test("the best of all lists come first; equal hits in the order of the bytes of their ids", () => {
  const lists = [
    [hit("a", 0.9), hit("𐐷", 0.5), hit("c", 0.1)],
    [],
    [hit("b", 0.95), hit("10", 0.5), hit("ﬀ", 0.5), hit("9", 0.5)],
  ];
  expect(mergeHits(lists, 6).map(({ id }) => id)).toEqual(["b", "a", "10", "9", "ﬀ", "𐐷"]);
  expect(mergeHits(lists, 2).map(({ id }) => id)).toEqual(["b", "a"]);
});

test("hits that codes have rescored are ordered by their similarity, whatever the server's score", () => {
  const lists = [[hit("a", 0.8, 0.99)], [hit("b", 0.9, 0.5)], [hit("c", 0.8, 0.995)]];
  expect(mergeHits(lists, 3).map(({ id }) => id)).toEqual(["b", "c", "a"]);
});
