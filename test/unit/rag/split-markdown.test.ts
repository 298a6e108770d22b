import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitMarkdown } from "../../../src/rag/index.js";

describe("splitMarkdown", () => {
  test("begins a chunk at each heading and puts the headings above it into the text", () => {
    const text =
      "Before.\n\n# Cache\nIt keeps answers.\n\n## Limits ##\nOne gigabyte.\n# Search\nBy meaning.";
    expect(splitMarkdown(text)).toEqual([
      "Before.",
      "Cache\nIt keeps answers.",
      "Cache › Limits\nOne gigabyte.",
      "Search\nBy meaning.",
    ]);
  });

  test("takes no line of fenced code for a heading", () => {
    const text = "# Shell\n```sh\n# a comment\nls\n```\nAfter.";
    expect(splitMarkdown(text)).toEqual(["Shell\n```sh\n# a comment\nls\n```\nAfter."]);
  });

  test("splits between paragraphs before sentences, and between sentences before words", () => {
    const sentence = "A sentence of some forty characters here. ";
    const paragraph = sentence.repeat(2).trim();
    expect(splitMarkdown(`${paragraph}\n\n${paragraph}`, { maxCharacters: 100 })).toEqual([
      paragraph,
      paragraph,
    ]);
    for (const chunk of splitMarkdown(sentence.repeat(20), { maxCharacters: 100 })) {
      expect(chunk).toMatch(/^A sentence.*here\.$/);
    }
  });

  test("never exceeds the limit, splits no character, and loses nothing but blanks", () => {
    const pieces = fc.constantFrom("word ", "\n\n", "\n", "😀", "x".repeat(90), "End. ", "é");
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 60 }),
        fc.integer({ min: 100, max: 200 }),
        (parts, maxCharacters) => {
          const text = parts.join("");
          const chunks = splitMarkdown(text, { maxCharacters });
          for (const chunk of chunks) {
            expect(chunk.length).toBeLessThanOrEqual(maxCharacters);
            expect(chunk.isWellFormed()).toBe(true);
            expect(chunk.trim()).not.toBe("");
          }
          const letters = (given: string) => given.replace(/\s+/g, "");
          expect(letters(chunks.join(""))).toBe(letters(text));
        },
      ),
    );
  });

  test("gives no blank chunk where a word and the blank after it are longer than the limit", () => {
    const word = `${"x".repeat(90)}😀${"y".repeat(9)}`;
    expect(splitMarkdown(`${word} end`, { maxCharacters: 101 })).toEqual([word, "end"]);
    expect(splitMarkdown(`${word} `, { maxCharacters: 101 })).toEqual([word]);
  });

  test("refuses what is no text and sizes that leave no room", () => {
    expect(() => splitMarkdown(7 as never)).toThrow("expected a text");
    expect(() => splitMarkdown("a", { maxCharacters: 10 })).toThrow("100 to 100,000");
  });
});
