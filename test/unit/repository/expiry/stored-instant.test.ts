import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAttributes, encodeAttributes } from "../../../../src/commands/index.js";
import {
  expiresAtOf,
  instantOf,
  NEVER_MS,
  storedAttributes,
  withInstant,
  withoutInstant,
} from "../../../../src/repository/expiry/stored-instant.js";
import { timedWords } from "../../../../src/repository/expiry/timed-words.js";

const instants = fc.oneof(fc.integer({ min: 0, max: NEVER_MS }), fc.constant(NEVER_MS));
const texts = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .filter((each) => !("_expiresAtMs" in each))
  .map((each) => encodeAttributes(each));

test("attributes with an instant are read as both, whatever they are, from text and from bytes", () => {
  fc.assert(
    fc.property(fc.option(texts, { nil: undefined }), instants, (text, instantMs) => {
      const stored = withInstant(text, instantMs);
      expect(instantOf(stored)).toBe(instantMs);
      expect(instantOf(Buffer.from(stored))).toBe(instantMs);
      expect(expiresAtOf(stored)).toBe(instantMs === NEVER_MS ? undefined : instantMs);
      expect(withoutInstant(stored)).toBe(text);
      expect(storedAttributes(stored)).toEqual(text === undefined ? undefined : decodeAttributes(text));
      expect(JSON.parse(stored)).toEqual({ _expiresAtMs: instantMs, ...(text ? JSON.parse(text) : {}) });
    }),
  );
});

test.each([
  "{}",
  '{"a":1}',
  '{"a":1,"_expiresAtMs":5}',
  '{"_expiresAtMs":"5"}',
  '{"_expiresAtMs":1.5}',
  '{"_expiresAtMs":-5}',
  '{"_expiresAtMs":12345678901234567}',
  '{"_expiresAtMs":',
  "",
  "no JSON",
])("%j, which this library does not write, has no instant", (stored) => {
  expect(instantOf(stored)).toBeUndefined();
  expect(instantOf(Buffer.from(stored))).toBeUndefined();
  expect(withoutInstant(stored)).toBe(stored);
});

test("the words of VADD get the instant, even if the element is called SETATTR", () => {
  const blob = Buffer.alloc(4);
  for (const id of ["a", "SETATTR"]) {
    const words = ["FP32", blob, id, "Q8", "EF", "100"];
    expect(timedWords(words, 5)).toEqual([...words, "SETATTR", '{"_expiresAtMs":5}']);
    expect(timedWords([...words, "SETATTR", '{"a":1}', "M", "8"], 5)).toEqual([
      ...words,
      "SETATTR",
      '{"_expiresAtMs":5,"a":1}',
      "M",
      "8",
    ]);
  }
});
