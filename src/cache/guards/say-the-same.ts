import { readInOneLanguage } from "./alignment/align-texts.js";
import type { AlignableText } from "./alignment/aligned-text.js";
import { differentAxis } from "./alignment/marks.js";
import { matchWords, NOTHING_LEARNED } from "./alignment/match-words.js";
import { runGuards } from "./run-guards.js";
import type { TextFacts } from "./text-facts.js";

/** More words than this on one side are a second thing that it says. */
const MAX_ADDED = 3;
/** Pairing words takes time that grows with the square of their number. */
const MAX_WORDS = 400;

/**
 * Whether two answers in different words can be one answer. No guard rejects them. Both or neither have numbers, dates and denials.
 * Their small words ("over", "after", "all") say the same. At most one of them has words of meaning that the other lacks, up to three.
 * Forms of a word and known synonyms count as one word.
 *
 * Much stricter than the guards: these look at two questions of which one is almost the other, and say nothing where much is
 * worded differently. Here, one word on each side ("cats", "dogs") may be the whole difference, wherever it stands.
 */
export function sayTheSame(a: TextFacts, b: TextFacts): boolean {
  const haveNumbers = (facts: TextFacts) => facts.numbers.length + facts.dates.length > 0;
  if (haveNumbers(a) !== haveNumbers(b) || !haveSameWords(a.aligned, b.aligned)) return false;
  return runGuards(a, b).every(({ verdict }) => verdict !== "reject");
}

function haveSameWords(a: AlignableText, b: AlignableText): boolean {
  if (Math.max(a.wordCount, b.wordCount) > MAX_WORDS) return false;
  const { language, ours, theirs } = readInOneLanguage(a, b);
  if ((ours.denials === 0) !== (theirs.denials === 0)) return false;
  const axis = differentAxis(ours.marks, theirs.marks);
  // A limit, a time or a quantity; the tense is often a matter of wording.
  if (axis !== undefined && axis !== "tense") return false;
  const { onlyQuery, onlyEntry, common } = matchWords(
    ours.content,
    theirs.content,
    language,
    NOTHING_LEARNED,
  );
  const added = [onlyQuery, onlyEntry].map((words) => words.filter(({ isLight }) => !isLight).length);
  return common > 0 && Math.min(...added) === 0 && Math.max(...added) <= MAX_ADDED;
}
