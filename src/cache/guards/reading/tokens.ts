/** A word or a number of a text. */
export interface Token {
  /** As it was written, characters folded. */
  readonly text: string;
  readonly lower: string;
  /** First character and the one after the last, in the folded text. */
  readonly start: number;
  readonly end: number;
}

const TOKEN = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*/gu;
const ASCII_TOKEN = /\d+(?:[.,]\d+)+|[A-Za-z\d]+(?:'[A-Za-z]+)*/g;
const ASCII = /^[\n\x20-\x7e]*$/;

/** The words and numbers of a folded text, in order. */
export function tokensOf(folded: string): Token[] {
  const pattern = ASCII.test(folded) ? ASCII_TOKEN : TOKEN;
  const tokens: Token[] = [];
  for (const match of folded.matchAll(pattern)) {
    const [text] = match;
    tokens.push({ text, lower: text.toLowerCase(), start: match.index, end: match.index + text.length });
  }
  return tokens;
}

/**
 * A crude English stem, equal for most forms of one word: work, works, worked, working; enable, enabled; deny, denied;
 * stop, stopped. For comparison only, never shown.
 */
export function stemOf(word: string): string {
  let stem = word;
  if (stem.length > 4 && stem.endsWith("ies")) stem = stem.slice(0, -2);
  else if (stem.length > 5 && stem.endsWith("ing")) stem = undoubled(stem.slice(0, -3));
  else if (stem.length > 4 && stem.endsWith("ed")) stem = undoubled(stem.slice(0, -2));
  else if (stem.length > 3 && stem.endsWith("s") && !stem.endsWith("ss")) stem = stem.slice(0, -1);
  if (stem.length > 3 && stem.endsWith("e")) stem = stem.slice(0, -1);
  return stem.endsWith("y") ? `${stem.slice(0, -1)}i` : stem;
}

function undoubled(stem: string): string {
  const last = stem.at(-1);
  return last === stem.at(-2) && last !== "s" && last !== "l" && last !== "d" ? stem.slice(0, -1) : stem;
}

/** From each spelling to its name. `lines`: spellings of one thing each, beginning with its name. */
export function bySpelling(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const words = line.split(" ");
      return words.map((word) => [word, words[0]!] as const);
    }),
  );
}
