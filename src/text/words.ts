import { foldCharacters } from "./fold-characters.js";

/** Letters, marks and digits. A number may contain separators, a word apostrophes. */
const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*/gu;
const ASCII_WORD = /\d+(?:[.,]\d+)+|[a-z\d]+(?:'[a-z]+)*/g;
const ASCII = /^[\n\x20-\x7e]*$/;

/**
 * The words of a text in order, in lower case and with folded characters. Contractions (`don't`) and numbers with separators
 * (`1,000`) are one word. In scripts without blanks between words, a run of characters is one word.
 */
export function wordsOf(text: string): string[] {
  const folded = foldCharacters(text).toLowerCase();
  return folded.match(ASCII.test(folded) ? ASCII_WORD : WORD) ?? [];
}

/** The words of a list that is written as one text. */
export function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
