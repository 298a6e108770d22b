import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAttributeText, encodeAttributeText } from "../../../../src/commands/index.js";

/** Any sequence of UTF-16 units, including lone surrogates. Characters that matter for the encoding are frequent. */
const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "%!",
        "%",
        "!",
        "\\",
        '"',
        "'",
        "\0",
        "\n",
        "\u001f",
        "%5C",
        "%uD83D",
        "\ud83d",
        "\ude00",
        "u",
      ),
      fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
    ),
  )
  .map((parts) => parts.join(""));

describe("attribute text", () => {
  it("is decoded to the text that was encoded, whatever it contains", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(decodeAttributeText(encodeAttributeText(text))).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("is stored in a form that can be quoted and that the server's JSON reader decodes correctly", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = encodeAttributeText(text);
        expect(stored).not.toContain("\\");
        expect(stored.includes('"') && stored.includes("'")).toBe(false);
        expect(stored.isWellFormed()).toBe(true);
        const withoutPlainWhitespace = stored.replace(/[\t\n\r]/g, "");
        expect([...withoutPlainWhitespace].every((character) => character >= " ")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "",
    "plain",
    "it's",
    'say "x"',
    "100 %",
    "a%5Cb",
    "!%",
    "two\nlines\tand a tab\r\n",
    "Käse 😀 \u2028\u007f\u0085",
  ])("is stored unchanged if filters can compare it: %j", (text) => {
    expect(encodeAttributeText(text)).toBe(text);
  });

  it.each([
    ["C:\\temp", "%!C:%5Ctemp"],
    [`it's "x"`, "%!it's %22x%22"],
    ["a\0b", "%!a%00b"],
    ["a\bb", "%!a%08b"],
    ["lone \ud83d half", "%!lone %uD83D half"],
    ["%!", "%!%25!"],
    ["100 %\\", "%!100 %25%5C"],
  ])("is encoded if filters cannot compare it: %j", (text, stored) => {
    expect(encodeAttributeText(text)).toBe(stored);
  });

  it.each(["%!", "%!plain", "%!50%", "%!%5c", "%!%41", "%!%uD83D%uDE00", "%!a%5Cb%zz"])(
    "of another program that only looks encoded is returned unchanged: %j",
    (stored) => {
      expect(decodeAttributeText(stored)).toBe(stored);
    },
  );
});
