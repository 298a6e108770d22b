import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textWords } from "../../../../src/repository/words/text-words.js";

test.each([
  ["codes and numbers", "Error ERR-42 in v8.0.2, 1,000 times", "error err 42 in v8.0.2 1,000 times"],
  ["names of files and fields", "node.js snake_case user@example.com", "node.js snake_case user example.com"],
  ["contractions and elisions", "The user's l’heure, d'accord, don't", "the user heure accord don"],
  ["letters with marks, composed or not", "Cafe\u0301 CAFÉ", "café café"],
  ["forms that look alike", "ﬁle Ⅷ ＡＢＣ", "file viii abc"],
  ["characters that are not seen", "hy\u00adphen zero\u200bwidth", "hyphen zerowidth"],
  ["German", "Straßenbahn fährt über Köln", "straßenbahn fährt über köln"],
  ["Russian", "Счёт оплачен", "счёт оплачен"],
  ["Greek", "Το τιμολόγιο", "το τιμολόγιο"],
  ["Arabic", "الفاتورة مدفوعة", "الفاتورة مدفوعة"],
  ["Hindi", "चालान का भुगतान", "चालान का भुगतान"],
  ["no words", " … !? 🎉 ", ""],
])("the words of a text: %s", (_, text, words) => {
  expect(textWords(text).join(" ")).toBe(words);
});

test("texts without blanks are cut into words", () => {
  expect(textWords("東京都の支払い", "ja")).toContain("東京");
  expect(textWords("การชำระเงิน", "th").length).toBeGreaterThan(1);
});

test("a word of more than 64 characters counts by its beginning", () => {
  expect(textWords("x".repeat(200))).toEqual(["x".repeat(64)]);
});

describe("for any text", () => {
  test("the words are those that the segmenter finds in the whole text", () => {
    const segmenter = new Intl.Segmenter("und", { granularity: "word" });
    const characters = fc.constantFrom(...'aeiou09.,;:!?()"-_/@ \n'.split(""), "é", "ß", "東京", "。");
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 60 }), (list) => {
        const text = list.join("");
        const whole = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike);
        expect(textWords(text)).toEqual(whole.map(({ segment }) => segment));
      }),
      { numRuns: 2_000 },
    );
  });

  test("a word has no blank and at most 64 characters, and is its own only word", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (text) => {
        for (const word of textWords(text)) {
          expect(word).toMatch(/^\S{1,64}$/u);
          expect(word.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  test("words between blanks are those of each part, in upper case as in lower case", () => {
    const word = fc.constantFrom("invoice", "ERR-42", "8.0", "été", "l’eau", "東京");
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(textWords(words.join(" "))).toEqual(words.flatMap((each) => textWords(each)));
        expect(textWords(words.join("\n").toUpperCase())).toEqual(textWords(words.join(" ")));
      }),
    );
  });
});
