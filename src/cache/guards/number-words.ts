/** English number words below a hundred. `one` is missing: it is a pronoun far more often. */
const SMALL = new Map(
  (
    "zero . two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
    "eighteen nineteen"
  )
    .split(" ")
    .map((word, value) => [word, value] as const)
    .filter(([word]) => word !== "."),
);
const TENS = new Map(
  "twenty thirty forty fifty sixty seventy eighty ninety"
    .split(" ")
    .map((word, i) => [word, (i + 2) * 10] as const),
);
const MULTIPLIERS = new Map([
  ["hundred", 100],
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
  ["k", 1e3],
]);
const ORDINALS = new Map(
  "first second third fourth fifth sixth seventh eighth ninth tenth"
    .split(" ")
    .map((word, i) => [word, i + 1] as const),
);

export const ONE = "one";

/** The value of a number word, or undefined. */
export function smallNumber(word: string): number | undefined {
  return SMALL.get(word) ?? TENS.get(word);
}

/** True for twenty … ninety, which a word below ten may follow. */
export function isTens(word: string): boolean {
  return TENS.has(word);
}

/** What a number is multiplied by when this word follows, or undefined. */
export function multiplier(word: string): number | undefined {
  return MULTIPLIERS.get(word);
}

export function ordinal(word: string): number | undefined {
  return ORDINALS.get(word);
}
