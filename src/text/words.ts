import { foldCharacters } from "./fold-characters.js";

/** Letters, marks and digits; within a number also its separators, within a word also one apostrophe. */
const WORD = /\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+(?:'\p{L}+)*/gu;
const ASCII_WORD = /\d+(?:[.,]\d+)+|[a-z\d]+(?:'[a-z]+)*/g;
const ASCII = /^[\n\x20-\x7e]*$/;

/**
 * The words of a text in order: characters folded, lower case, contractions whole (`don't`), numbers with their
 * separators (`1,000`). Scripts without blanks between words come as one run.
 */
export function wordsOf(text: string): string[] {
  const folded = foldCharacters(text).toLowerCase();
  return folded.match(ASCII.test(folded) ? ASCII_WORD : WORD) ?? [];
}

/** The words of a list that is written as one text. */
export function wordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
