import { mostVoted } from "../../../text/index.js";
import type { Comparison } from "../reading/comparison.js";
import type { AlignableText, AlignedText, ContentWord } from "./aligned-text.js";
import { oppositeWords } from "./folded-words.js";
import { differentAxis, differInVerb } from "./marks.js";
import { type Matched, matchWords } from "./match-words.js";

/** More different words than this on one side are a question in other words, of which nothing is known. */
const MAX_DIFFERENT = 2;
const MAX_ADDED = 3;
/** Pairing words takes time that grows with the square of their number. A longer text is more than one question anyway. */
const MAX_WORDS = 60;

/**
 * Both questions have the same words but one or two, and those differ. Empty words, forms, spellings and known synonyms are
 * folded. Where more words differ, the question is reworded, and this guard does not know. Texts of more than 60 words are not
 * compared.
 */
export function compareAlignment(query: AlignableText, entry: AlignableText): Comparison {
  if (query.wordCount > MAX_WORDS || entry.wordCount > MAX_WORDS) return "not-applicable";
  const language = mostVoted(query.votes.map((count, i) => count + entry.votes[i]!));
  const [ours, theirs] = [query.read(language), entry.read(language)];
  if ((ours.content.length === 0) !== (theirs.content.length === 0)) return "not-applicable";
  const matched = matchWords(ours.content, theirs.content, language);
  const hasSameFrame =
    isSameList(ours.frame, theirs.frame) || oppositeWords(ours.frame, theirs.frame) !== undefined;
  const { onlyQuery, onlyEntry } = matched;
  if (hasSameFrame && onlyQuery.length === 1 && onlyEntry.length === 1)
    return differentWords(onlyQuery, onlyEntry);
  const [strongOurs, strongTheirs] = [onlyQuery.filter(isStrong), onlyEntry.filter(isStrong)];
  if (strongOurs.length === 0 && strongTheirs.length === 0)
    return compareSameWords(ours, theirs, matched, hasSameFrame);
  if (strongOurs.length > 0 && strongTheirs.length > 0) {
    const areFew = onlyQuery.length <= MAX_DIFFERENT && onlyEntry.length <= MAX_DIFFERENT;
    const isSubstitution = hasSameFrame && areFew && matched.common > 0 && !matched.isReordered;
    return isSubstitution ? differentWords(strongOurs, strongTheirs) : "not-applicable";
  }
  return compareAddition(ours, theirs, matched);
}

/** All words of meaning agree: the others, the order or the numbers may make the difference. */
function compareSameWords(
  ours: AlignedText,
  theirs: AlignedText,
  { isReordered, isSwapped, hasSynonyms, onlyQuery, onlyEntry }: Matched,
  hasSameFrame: boolean,
): Comparison {
  const isHidden = ours.hidesDenial || theirs.hidesDenial;
  if (!isHidden && (ours.denials === 0) !== (theirs.denials === 0))
    return { detail: "denied in one text only", query: deniedWords(ours), entry: deniedWords(theirs) };
  const areAllMatched = onlyQuery.length === 0 && onlyEntry.length === 0;
  const axis = differentAxis(ours.marks, theirs.marks);
  if (axis !== undefined && (axis !== "tense" || (areAllMatched && (hasSameFrame || !hasSynonyms))))
    return { detail: `different ${axis}`, query: ours.frame, entry: theirs.frame };
  if (areAllMatched && hasSameFrame && differInVerb(ours.marks, theirs.marks, ours.frame.includes("i")))
    return { detail: "different verb", query: ours.frame, entry: theirs.frame };
  const opposites = oppositeWords(ours.frame, theirs.frame);
  if (opposites !== undefined) return { detail: "opposites", query: [opposites[0]], entry: [opposites[1]] };
  const haveOtherNumbers = hasSameFrame && !isSameList(ours.numbers, theirs.numbers);
  if (haveOtherNumbers && isSameList([...ours.numbers].sort(), [...theirs.numbers].sort()))
    return { detail: "numbers in another order", query: ours.numbers, entry: theirs.numbers };
  const areOtherRoles = hasSameFrame ? isReordered : isSwapped && askForOtherSide(ours.frame, theirs.frame);
  if (areAllMatched && areOtherRoles)
    return {
      detail: "words in another order",
      query: ours.content.map(show),
      entry: theirs.content.map(show),
    };
  return "pass";
}

/** `Who defeated Spain` asks for the one who did it, `whom did Spain defeat` for the other one. */
function askForOtherSide(a: readonly string[], b: readonly string[]): boolean {
  return (a[0] === "who" || a[0] === "what") && a[0] === b[0] && a.includes("aux") !== b.includes("aux");
}

/** One text has all words of the other, and a few more in one place. */
function compareAddition(ours: AlignedText, theirs: AlignedText, matched: Matched): Comparison {
  const { onlyQuery, onlyEntry, common } = matched;
  const [missing, added] = onlyQuery.some(isStrong) ? [onlyEntry, onlyQuery] : [onlyQuery, onlyEntry];
  const [short, long] = added === onlyQuery ? [theirs.frame, ours.frame] : [ours.frame, theirs.frame];
  if (missing.length > 0 || added.length > MAX_ADDED || common === 0 || !isInserted(short, long))
    return "not-applicable";
  return { detail: "one text says more", query: onlyQuery.map(show), entry: onlyEntry.map(show) };
}

function differentWords(query: readonly ContentWord[], entry: readonly ContentWord[]): Comparison {
  return { detail: "different words", query: query.map(show), entry: entry.map(show) };
}

function deniedWords({ denials, content }: AlignedText): readonly string[] {
  return denials === 0 ? [] : ["not", ...content.map(show)];
}

function isStrong({ isLight }: ContentWord): boolean {
  return !isLight;
}

function show({ word }: ContentWord): string {
  return word;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** Whether the long list is the short one with something put in at one place. */
function isInserted(short: readonly string[], long: readonly string[]): boolean {
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++;
  return start + end === short.length;
}
