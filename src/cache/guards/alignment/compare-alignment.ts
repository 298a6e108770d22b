import type { Comparison } from "../reading/comparison.js";
import { type Alignment, alignTexts, isSameList } from "./align-texts.js";
import type { AlignableText, AlignedText, ContentWord } from "./aligned-text.js";
import { oppositeWords } from "./folded-words.js";
import { differentAxis, differInVerb } from "./marks.js";
import type { MayExchange } from "./match-words.js";

/** More different words than this on one side are a question in other words, of which nothing is known. */
const MAX_DIFFERENT = 2;
const MAX_ADDED = 3;
const DIFFERENT_WORDS = "different words";

/**
 * Both questions have the same words but one or two, and those differ. Empty words, forms, spellings and known synonyms are
 * folded. Where more words differ, the question is reworded, and this guard does not know. Texts of more than 60 words are not
 * compared. What was learned about two words goes before the tables.
 */
export function compareAlignment(
  query: AlignableText,
  entry: AlignableText,
  mayExchange: MayExchange,
): Comparison {
  const aligned = alignTexts(query, entry, mayExchange);
  if (aligned === undefined) return "not-applicable";
  const found = compareAligned(aligned);
  if (found === "not-applicable") return found;
  if (found === "pass") return agreement(aligned, mayExchange);
  return found.detail === DIFFERENT_WORDS && isRuledOut(aligned, mayExchange)
    ? { ...found, detail: `${DIFFERENT_WORDS}, as learned` }
    : found;
}

function agreement({ matched }: Alignment, mayExchange: MayExchange): Comparison {
  const learned = matched.exchanged.filter(({ query, entry }) => mayExchange(query.stem, entry.stem));
  if (learned.length === 0) return "pass";
  const [query, entry] = [learned.map((pair) => pair.query.word), learned.map((pair) => pair.entry.word)];
  return { verdict: "pass", detail: "equal words, as learned", query, entry };
}

function isRuledOut({ matched: { onlyQuery, onlyEntry } }: Alignment, mayExchange: MayExchange): boolean {
  return onlyQuery.some((a) => onlyEntry.some((b) => mayExchange(a.stem, b.stem) === false));
}

function compareAligned(aligned: Alignment): Comparison {
  const { matched, hasSameFrame } = aligned;
  const { onlyQuery, onlyEntry } = matched;
  if (hasSameFrame && onlyQuery.length === 1 && onlyEntry.length === 1)
    return differentWords(onlyQuery, onlyEntry);
  const [strongOurs, strongTheirs] = [onlyQuery.filter(isStrong), onlyEntry.filter(isStrong)];
  if (strongOurs.length === 0 && strongTheirs.length === 0) return compareSameWords(aligned);
  if (strongOurs.length > 0 && strongTheirs.length > 0) {
    const areFew = onlyQuery.length <= MAX_DIFFERENT && onlyEntry.length <= MAX_DIFFERENT;
    const isSubstitution = hasSameFrame && areFew && matched.common > 0 && !matched.isReordered;
    return isSubstitution ? differentWords(strongOurs, strongTheirs) : "not-applicable";
  }
  return compareAddition(aligned);
}

/** All words of meaning agree: the others, the order or the numbers may make the difference. */
export function compareSameWords({ ours, theirs, matched, hasSameFrame }: Alignment): Comparison {
  const { isReordered, isSwapped, exchanged, onlyQuery, onlyEntry } = matched;
  const isHidden = ours.hidesDenial || theirs.hidesDenial;
  if (!isHidden && (ours.denials === 0) !== (theirs.denials === 0))
    return { detail: "denied in one text only", query: deniedWords(ours), entry: deniedWords(theirs) };
  const areAllMatched = onlyQuery.length === 0 && onlyEntry.length === 0;
  const axis = differentAxis(ours.marks, theirs.marks);
  if (axis !== undefined && (axis !== "tense" || (areAllMatched && (hasSameFrame || exchanged.length === 0))))
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
function compareAddition({ ours, theirs, matched }: Alignment): Comparison {
  const { onlyQuery, onlyEntry, common } = matched;
  const [missing, added] = onlyQuery.some(isStrong) ? [onlyEntry, onlyQuery] : [onlyQuery, onlyEntry];
  const [short, long] = added === onlyQuery ? [theirs.frame, ours.frame] : [ours.frame, theirs.frame];
  if (missing.length > 0 || added.length > MAX_ADDED || common === 0 || !isInserted(short, long))
    return "not-applicable";
  return { detail: "one text says more", query: onlyQuery.map(show), entry: onlyEntry.map(show) };
}

function differentWords(query: readonly ContentWord[], entry: readonly ContentWord[]): Comparison {
  return { detail: DIFFERENT_WORDS, query: query.map(show), entry: entry.map(show) };
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

/** Whether the long list is the short one with something put in at one place. */
function isInserted(short: readonly string[], long: readonly string[]): boolean {
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++;
  return start + end === short.length;
}
