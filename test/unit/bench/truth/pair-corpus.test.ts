import { describe, expect, it } from "vitest";
import {
  halfOf,
  PAIRS_FOLDER,
  type PairItem,
  readPairCorpus,
} from "../../../../scripts/bench/truth/pair-corpus.js";
import { labelledQuestions } from "../../../../scripts/demo/cache/labelled-questions.js";

const items = readPairCorpus(PAIRS_FOLDER);
const english = items.filter(({ language }) => language === "en");

/** The families of the project's own definition of a wrong answer. */
const FAMILIES = [
  "amounts",
  "answer-language",
  "code",
  "comparisons",
  "dates",
  "negation",
  "numbers",
  "opposites",
  "qualifier",
  "quantifiers",
  "roles",
  "swaps",
  "tense",
  "versions",
];
const KINDS = ["audience", "entity", "place", "platform", "product", "state", "substance"];

describe("the pair corpus", () => {
  it("has at least 600 English items, 30 or more in each family, and 60 in each other language", () => {
    expect(english.length).toBeGreaterThanOrEqual(600);
    const sizes = countBy(english, ({ family }) => family);
    expect([...sizes.keys()].sort()).toEqual(FAMILIES);
    expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(30);
    const kinds = countBy(
      english.filter(({ family }) => family === "swaps"),
      ({ kind }) => kind ?? "none",
    );
    expect([...kinds.keys()].sort()).toEqual(KINDS);
    const languages = countBy(items, ({ language }) => language);
    expect([...languages.keys()].sort()).toEqual(["de", "en", "es", "fr", "it", "nl", "pt"]);
    expect(Math.min(...languages.values())).toBeGreaterThanOrEqual(60);
  });

  it("gives an item one id, and a text one place", () => {
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const places = new Map<string, string[]>();
    for (const item of items)
      for (const text of textsOf(item)) {
        const key = `${item.language} ${bare(text)}`;
        places.set(key, [...(places.get(key) ?? []), item.id]);
      }
    expect([...places].filter(([, ids]) => ids.length > 1)).toEqual([]);
  });

  it("has between 40 and 60 % of the English items, and 8 or more of each family, in the test half", () => {
    const test = english.filter(({ id }) => halfOf(id) === "test");
    expect(test.length / english.length).toBeGreaterThan(0.4);
    expect(test.length / english.length).toBeLessThan(0.6);
    expect(Math.min(...countBy(test, ({ family }) => family).values())).toBeGreaterThanOrEqual(8);
  });

  it("puts an item into the same half forever", () => {
    expect(["en-numbers-1", "en-numbers-2", "de-roles-3", "fr-code-1"].map(halfOf)).toMatchInlineSnapshot(`
      [
        "test",
        "development",
        "development",
        "test",
      ]
    `);
  });

  it("shares no text with CLINC150", (context) => {
    const questions = labelledQuestions(undefined, Number.POSITIVE_INFINITY, () => 0.5);
    if (questions === undefined) {
      context.skip("CLINC150 is not beside this checkout");
      return;
    }
    const known = new Set(questions.map(({ text }) => bare(text)));
    expect(items.flatMap(textsOf).filter((text) => known.has(bare(text)))).toEqual([]);
  });
});

function textsOf({ a, b, aParaphrase, bParaphrase }: PairItem): string[] {
  return [a, b, aParaphrase, bParaphrase];
}

/** Letters, digits and the signs that make a difference, in lower case. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}`=!+\-$€£%"« ]/gu, "");
}

function countBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
