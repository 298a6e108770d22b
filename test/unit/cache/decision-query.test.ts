import { expect, it } from "vitest";
import { decisionQueryOf } from "../../../src/cache/find/decide.js";
import { wordHashes } from "../../../src/text/word-hashes.js";

it("has the question's word hashes also in a copy, and hashes once", () => {
  const identity = {
    entryId: "e",
    scopeId: "s",
    text: "how do i reset my password",
    prompt: "How do I reset my password",
    tags: [],
    category: "login",
    model: undefined,
  };
  const query = decisionQueryOf(
    { identity, thresholds: { threshold: 0.8, from: "cache", floor: undefined }, trace: undefined },
    0.8,
  );
  const copy = { ...query };
  expect(copy).toStrictEqual({
    text: identity.text,
    entryId: "e",
    wordHashes: wordHashes(identity.text),
    threshold: 0.8,
    floor: undefined,
    category: "login",
    isRehearsal: false,
  });
  expect(query.wordHashes).toBe(copy.wordHashes);
});
