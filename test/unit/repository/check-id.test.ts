import fc from "fast-check";
import { expect, test } from "vitest";
import { checkId } from "../../../src/repository/elements/check-id.js";

test.each([
  "",
  "10",
  "__proto__",
  "constructor",
  "a b\tc\n",
  "\0",
  "🦀",
  Buffer.from([0, 255, 128]).toString("latin1"),
])("%j is an id and stays as it is", (id) => {
  expect(checkId(id)).toBe(id);
});

test("any well-formed text of up to 65,536 bytes is an id", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (id) => checkId(id) === id));
  for (const id of ["x".repeat(65_536), "é".repeat(32_768), "🦀".repeat(16_384)])
    expect(checkId(id)).toBe(id);
});

test.each([
  ["65,537 bytes of ASCII", "x".repeat(65_537)],
  ["32,769 letters of two bytes", "é".repeat(32_769)],
  ["16,385 characters of four bytes", "🦀".repeat(16_385)],
  ["a high surrogate alone", "a\ud83e"],
  ["a low surrogate alone", "\udd80b"],
  ["a number", 10],
  ["null", null],
  ["undefined", undefined],
  ["a String object", new String("a")],
  ["bytes", Buffer.from("a")],
])("%s is refused as an argument", (_, id) => {
  expect(() => checkId(id)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
});

test("the message of a refusal does not repeat the id", () => {
  expect(() => checkId(`secret${"x".repeat(65_536)}`)).not.toThrow(/secret/);
  expect(() => checkId("secret\ud83e")).not.toThrow(/secret/);
});
