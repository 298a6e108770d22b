import type { Comparison } from "../comparison.js";
import type { AlignedText, ContentWord } from "./aligned-text.js";
import { differentAxis } from "./marks.js";
import { type Matched, matchWords } from "./match-words.js";

/** More different words than this on one side are a question in other words, of which nothing is known. */
const MAX_DIFFERENT = 2;
const MAX_ADDED = 3;

/**
 * Both questions have the same words but one or two, and those differ. Word order, empty words, forms, spellings and known
 * synonyms are folded. Where more words differ, the question is reworded, and this guard does not know.
 */
export function compareAlignment(query: AlignedText, entry: AlignedText): Comparison {
  if (query.language !== entry.language) return "not-applicable";
  if (query.content.length === 0 || entry.content.length === 0) return "not-applicable";
  const matched = matchWords(query.content, entry.content, query.language);
  const ours = matched.onlyQuery.filter(({ isLight }) => !isLight);
  const theirs = matched.onlyEntry.filter(({ isLight }) => !isLight);
  const sameFrame = sameList(query.frame, entry.frame);
  if (ours.length === 0 && theirs.length === 0) {
    if (sameFrame && matched.onlyQuery.length === 1 && matched.onlyEntry.length === 1 && matched.common > 0)
      return differentWords(matched.onlyQuery, matched.onlyEntry);
    const axis = differentAxis(query.marks, entry.marks);
    if (axis !== undefined) return { detail: `different ${axis}`, query: [], entry: [] };
    if (matched.isReordered && sameFrame)
      return { detail: "words in another order", query: query.content.map(show), entry: entry.content.map(show) };
    return "pass";
  }
  if (ours.length > 0 && theirs.length > 0) {
    if (ours.length > MAX_DIFFERENT || theirs.length > MAX_DIFFERENT) return "not-applicable";
    if (isSubstitution(matched, sameFrame)) return differentWords(ours, theirs);
    return "not-applicable";
  }
  const added = ours.length > 0 ? ours : theirs;
  const [short, long] = ours.length > 0 ? [entry, query] : [query, entry];
  const missing = ours.length > 0 ? matched.onlyEntry : matched.onlyQuery;
  if (added.length <= MAX_ADDED && missing.length === 0 && isWithin(short.frame, long.frame))
    return { detail: "one text says more", query: ours.map(show), entry: theirs.map(show) };
  return "not-applicable";
}

function isSubstitution({ common, isReordered, onlyQuery, onlyEntry }: Matched, sameFrame: boolean): boolean {
  if (sameFrame) return !isReordered;
  return common >= 2 && !isReordered && onlyQuery.length === 1 && onlyEntry.length === 1;
}

function differentWords(query: readonly ContentWord[], entry: readonly ContentWord[]): Comparison {
  return { detail: "different words", query: query.map(show), entry: entry.map(show) };
}

function show({ word }: ContentWord): string {
  return word;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** Whether a list has all words of another one in their order. */
function isWithin(short: readonly string[], long: readonly string[]): boolean {
  let at = 0;
  for (const word of long) if (word === short[at]) at++;
  return at === short.length;
}
