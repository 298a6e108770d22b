import { type Alignment, alignTexts, isSameList } from "./align-texts.js";
import type { AlignableText } from "./aligned-text.js";
import { compareSameWords } from "./compare-alignment.js";
import { NOTHING_LEARNED } from "./match-words.js";

/** The one word of each text that the other has not. */
export interface OnlyExchange {
  readonly stems: readonly [string, string];
  /** All other words, in one form for both texts and whatever their order. */
  readonly context: string;
}

/**
 * The only two words in which two questions differ, whether their meanings agree or not. Undefined if the questions differ in more,
 * in something else, or not at all: then nobody can say that it is the word which makes their answers equal or different.
 */
export function onlyExchangeOf(query: AlignableText, entry: AlignableText): OnlyExchange | undefined {
  const aligned = alignTexts(query, entry, NOTHING_LEARNED);
  if (aligned === undefined || !isSameList(aligned.ours.frame, aligned.theirs.frame)) return undefined;
  const [found, ...more] = differencesOf(aligned);
  if (found === undefined || more.length > 0) return undefined;
  const { ours, theirs, matched } = aligned;
  const paired = { ...aligned, matched: { ...matched, onlyQuery: [], onlyEntry: [] } };
  if (compareSameWords(paired) !== "pass" || !isSameList(ours.numbers, theirs.numbers)) return undefined;
  const others = ours.content.map(({ stem }) => stem).filter((stem) => stem !== found[0]);
  return { stems: found, context: [...ours.frame, ...others.sort()].join(" ") };
}

function differencesOf({ matched }: Alignment): (readonly [string, string])[] {
  const { exchanged, onlyQuery, onlyEntry } = matched;
  const known = exchanged.map(({ query, entry }) => [query.stem, entry.stem] as const);
  if (onlyQuery.length === 0 && onlyEntry.length === 0) return known;
  const [ours, ...moreOfOurs] = onlyQuery;
  const [theirs, ...moreOfTheirs] = onlyEntry;
  const isOne = moreOfOurs.length === 0 && moreOfTheirs.length === 0;
  // Without a partner for each word, the questions differ in more than words.
  if (ours === undefined || theirs === undefined || !isOne) return [];
  return [...known, [ours.stem, theirs.stem] as const];
}
