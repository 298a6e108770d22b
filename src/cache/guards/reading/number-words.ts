/** English number words below a hundred. `one` is missing (the dot takes its place): it is a pronoun far more often. */
const SMALL = numbered(
  "zero . two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
    "eighteen nineteen",
  (index) => index,
);
const TENS = numbered("twenty thirty forty fifty sixty seventy eighty ninety", (index) => (index + 2) * 10);
const ORDINALS = numbered(
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth " +
    "sixteenth seventeenth eighteenth nineteenth twentieth",
  (index) => index + 1,
);
const MULTIPLIERS = new Map([
  ["hundred", 100],
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
  ["k", 1e3],
]);

export const ONE = "one";

/** The value of a number word, or undefined. */
export function smallNumber(word: string): number | undefined {
  return SMALL.get(word) ?? TENS.get(word);
}

/** The value of one … nine, which may follow twenty … ninety; undefined for other words. */
export function onesOf(word: string): number | undefined {
  if (word === ONE) return 1;
  const value = SMALL.get(word);
  return value !== undefined && value > 0 && value < 10 ? value : undefined;
}

/** True for twenty … ninety. */
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

function numbered(list: string, valueAt: (index: number) => number): ReadonlyMap<string, number> {
  return new Map(list.split(" ").map((word, index) => [word, valueAt(index)] as const));
}
