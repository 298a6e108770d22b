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
