import { type Language, mostVoted } from "../../../text/index.js";
import type { AlignableText, AlignedText } from "./aligned-text.js";
import { oppositeWords } from "./folded-words.js";
import { type Matched, type MayExchange, matchWords } from "./match-words.js";

/** Two questions in one language, word by word. */
export interface Alignment {
  readonly ours: AlignedText;
  readonly theirs: AlignedText;
  readonly matched: Matched;
  /** Their empty words are the same, or differ in one word and its opposite. */
  readonly hasSameFrame: boolean;
}

/** Pairing words takes time that grows with the square of their number. A longer text is more than one question anyway. */
const MAX_WORDS = 60;

/** Undefined for texts of more than 60 words, and if only one of the two has words of meaning. */
export function alignTexts(
  query: AlignableText,
  entry: AlignableText,
  mayExchange: MayExchange,
): Alignment | undefined {
  if (query.wordCount > MAX_WORDS || entry.wordCount > MAX_WORDS) return undefined;
  const { language, ours, theirs } = readInOneLanguage(query, entry);
  if ((ours.content.length === 0) !== (theirs.content.length === 0)) return undefined;
  const hasSameFrame =
    isSameList(ours.frame, theirs.frame) || oppositeWords(ours.frame, theirs.frame) !== undefined;
  const matched = matchWords(ours.content, theirs.content, language, mayExchange);
  return { ours, theirs, matched, hasSameFrame };
}

/** Both texts read in the language that they most likely have together. */
export function readInOneLanguage(
  query: AlignableText,
  entry: AlignableText,
): { readonly language: Language; readonly ours: AlignedText; readonly theirs: AlignedText } {
  const language = mostVoted(query.votes.map((count, i) => count + entry.votes[i]!));
  return { language, ours: query.read(language), theirs: entry.read(language) };
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
