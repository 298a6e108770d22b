import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryCandidate } from "../../../../src/cache/entries/index.js";
import { orderByWords } from "../../../../src/cache/find/order-by-words.js";
import { wordHashes } from "../../../../src/text/index.js";

const ASKED = "is this plant poisonous for cats";
const CATS = "are lilies poisonous for cats";
const DOGS = "are lilies poisonous for dogs";

function candidate(prompt: string, similarity: number, hasAnswer = true): EntryCandidate {
  const entry = {
    entryId: prompt,
    prompt,
    response: "Yes.",
    answerId: prompt,
    createdAtMs: 0,
    tags: [],
    model: undefined,
    category: undefined,
    usage: undefined,
  };
  const living = hasAnswer ? { entry, remainingMs: 1_000, staleMs: 0 } : undefined;
  const wordless = new Uint32Array(0);
  return {
    entryId: prompt,
    similarity,
    answerId: prompt,
    createdAtMs: 0,
    wordHashes: wordless,
    living,
    vector: undefined,
  };
}

function order(candidates: readonly EntryCandidate[], { least = 0.8, asked = ASKED } = {}): string[] {
  return orderByWords({ wordHashes: wordHashes(asked) }, candidates, least).map(({ entryId }) => entryId);
}

describe("among candidates that are about equally near", () => {
  it("the one with the words of the question comes first", () => {
    expect(order([candidate(DOGS, 0.9), candidate(CATS, 0.895)])).toEqual([CATS, DOGS]);
  });

  it("word hashes that came with the search are used instead of the text", () => {
    const hashed = { ...candidate(DOGS, 0.895), wordHashes: wordHashes(ASKED) };
    expect(order([candidate(DOGS, 0.9), hashed])).toEqual([DOGS, DOGS]);
    expect(orderByWords({ wordHashes: wordHashes(ASKED) }, [candidate(CATS, 0.9), hashed], 0.8)[0]).toBe(
      hashed,
    );
  });

  it("one below the threshold, or without its answer, does not come forward", () => {
    expect(order([candidate(DOGS, 0.9), candidate(CATS, 0.895)], { least: 0.898 })).toEqual([DOGS, CATS]);
    expect(order([candidate(DOGS, 0.9), candidate(CATS, 0.895, false)])).toEqual([DOGS, CATS]);
  });
});

it("a candidate that is clearly nearer stays first, whatever its words", () => {
  expect(order([candidate(DOGS, 0.96), candidate(CATS, 0.9)])).toEqual([DOGS, CATS]);
});

it("without common words the order is that of the similarities", () => {
  expect(order([candidate(DOGS, 0.9), candidate(CATS, 0.89)], { asked: "zebra" })).toEqual([DOGS, CATS]);
});

it("every candidate comes once, and none passes one that is nearer by more than words can add", () => {
  const words = fc.array(fc.constantFrom("cats", "dogs", "lilies", "safe", "food"), {
    minLength: 1,
    maxLength: 4,
  });
  const near = fc.record({
    words,
    similarity: fc.double({ min: 0.7, max: 1, noNaN: true }),
    hasAnswer: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(near, { maxLength: 10 }), (list) => {
      const candidates = list
        .map(({ words: own, similarity, hasAnswer }) => candidate(own.join(" "), similarity, hasAnswer))
        .sort((a, b) => b.similarity - a.similarity);
      const ordered = orderByWords({ wordHashes: wordHashes(ASKED) }, candidates, 0.8);
      expect(new Set(ordered)).toEqual(new Set(candidates));
      expect(ordered).toHaveLength(candidates.length);
      for (const [place, { similarity }] of ordered.entries()) {
        for (const later of ordered.slice(place + 1))
          expect(later.similarity).toBeLessThanOrEqual(similarity + 0.05);
      }
    }),
  );
});
