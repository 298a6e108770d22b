import { describe, expect, test } from "vitest";
import { textOptionName } from "../../../../src/options/index.js";
import { CollectionWords, loadStemmer } from "../../../../src/repository/words/index.js";

const plain = new CollectionWords({ field: "body" });

function stemsIn(words: CollectionWords, text: string): string[] {
  return words.stems(words.queryWords(text));
}

describe("the words of a record", () => {
  test("come from the one attribute, if that is a text", () => {
    expect(plain.wordsOf({ body: "Two words", title: "other" })).toBe("two words");
    for (const attributes of [undefined, {}, { body: 7 }, { body: null }, { body: ["a"] }, { title: "a" }])
      expect(plain.wordsOf(attributes)).toBe("");
    expect(new CollectionWords({ field: "toString" }).wordsOf({})).toBe("");
  });

  test("are stored with the number of words, and each with its count if that is above one", () => {
    expect(plain.entryOf("a b a 42 a")).toBe("5\na 3\nb\n42");
    expect(plain.entryOf("")).toBe("");
  });

  test("are at most 5,000 different ones, and nothing of the text is in the message", () => {
    const words = Array.from({ length: 5_001 }, (_, n) => `secret${n}`);
    expect(plain.wordsOf({ body: words.slice(1).join(" ") }).split(" ")).toHaveLength(5_000);
    const code = "INVALID_ATTRIBUTES";
    expect(() => plain.wordsOf({ body: words.join(" ") })).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(/^attributes: body: expected at most 5000 different words.*got 5001/),
        details: { paths: ["body"], limit: 5_000, length: 5_001 },
      }),
    );
    expect(() => plain.wordsOf({ body: words.join(" ") })).toThrow(/^(?!.*secret)/);
    expect(() => plain.wordsOf({ body: "a ".repeat(65_536) })).toThrow(/at most 65535 words/);
    expect(() => plain.wordsOf({ body: "x".repeat(262_145) })).toThrow(/at most 262144 characters/);
  });
});

test("a query has each word once, and at most 256", () => {
  expect(plain.queryWords("to be or not to be")).toEqual(["to", "be", "or", "not"]);
  const words = Array.from({ length: 257 }, (_, n) => `w${n}`);
  expect(plain.queryWords(words.slice(1).join(" "))).toHaveLength(256);
  expect(() => plain.queryWords(words.join(" "))).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining("got 257") }),
  );
});

test.each([
  ["en", "invoices payments paying", "invoice payment pay"],
  ["de", "rechnungen zahlungen", "rechnung zahlung"],
  ["fr", "factures payées", "facture payer"],
  ["es", "facturas pagadas", "factura pagada"],
  ["ru", "счета оплаченный", "счетов оплаченного"],
  ["sv", "fakturor betalningar", "faktura betalning"],
  ["it", "fatture pagate", "fattura pagata"],
] as const)(
  "with the language %s other forms of a word are the same word",
  async (language, text, others) => {
    await loadStemmer(language);
    const words = new CollectionWords({ field: "body", language });
    expect(stemsIn(words, text)).toEqual(stemsIn(words, others));
    expect(words.entryOf(words.wordsOf({ body: text }))).toBe(words.entryOf(words.wordsOf({ body: others })));
  },
);

test("a code has no stem", async () => {
  await loadStemmer("en");
  const words = new CollectionWords({ field: "body", language: "en" });
  expect(stemsIn(words, "v8.0.2s h2s 42s boxes")).toEqual(["v8.0.2s", "h2s", "42s", "box"]);
});

test("field and language have one name in the record of a collection", () => {
  expect(textOptionName(undefined)).toBe("");
  expect(textOptionName({ field: "body" })).toBe(":body");
  expect(textOptionName({ field: "en:body", language: "de" })).toBe("de:en:body");
});
