import fc from "fast-check";

/** Pieces that meet the rules at their edges: code marks, look-alikes, openers, closings, joiners. */
const PIECES = [
  "What",
  "what",
  "Please",
  "I",
  "i",
  "don't",
  "can",
  "Do",
  "need",
  "not",
  "Polish",
  "US",
  "getUser",
  "etc",
  "price",
  "a\u0301",
  "é",
  "ﬁ",
  "Ａ",
  "５",
  "42",
  "1,000",
  "x²",
  " ",
  "  ",
  "\t",
  "\u00a0",
  "\u3000",
  "\n",
  "\r\n",
  "\u2028",
  "\n\n\n",
  "\u200b",
  "\u200d",
  "\ufeff",
  "\u1fef",
  "｀",
  "`",
  "```",
  "```js",
  "~~~",
  "～～～",
  "“",
  "”",
  "’",
  "'",
  '"',
  "–",
  "…",
  "?",
  "??",
  ".",
  "!",
  ":",
  ",",
  "ﾊﾞ",
  "東京",
  "=",
  "\u0338",
  "\ud800",
  "😀",
];

/** Texts of such pieces, and any Unicode at all. */
export function anyText(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 24 }).map((p) => p.join("")) },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((p) => p.join(" ")) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  );
}

/** A short request in plain words. */
export function plainRequest(): fc.Arbitrary<string> {
  const word = fc.constantFrom(
    "reset",
    "password",
    "invoice",
    "account",
    "paris",
    "flight",
    "my",
    "the",
    "for",
  );
  return fc
    .tuple(
      fc.constantFrom("what is", "how do i", "please send", "can you check"),
      fc.array(word, { minLength: 1, maxLength: 6 }),
    )
    .map(([start, words]) => `${start} ${words.join(" ")}`);
}
