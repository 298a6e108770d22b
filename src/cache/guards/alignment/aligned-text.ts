import { type Language, likeliestLanguageOfWords } from "../../../text/index.js";
import { smallNumber } from "../number-words.js";
import type { Token } from "../tokens.js";
import { unitOf } from "../units.js";
import { isArticle, isEmpty, isLight } from "./empty-words.js";
import { type Marks, marksOf, noMarks } from "./marks.js";
import { phraseAt } from "./phrases.js";
import { englishStem, otherStem } from "./word-forms.js";

/** A word with a meaning of its own. */
export interface ContentWord {
  /** One form for all forms of the word, for comparison only. */
  readonly stem: string;
  /** In lower case. */
  readonly word: string;
  /** A question may have one more of these and ask the same. */
  readonly isLight: boolean;
}

/** A question as a frame of empty words with words of meaning in its gaps. */
export interface AlignedText {
  readonly language: Language;
  readonly content: readonly ContentWord[];
  /** The empty words in order, folded (`do`, `did` and `can` are one), with `_` for a word of meaning and `#` for a number. */
  readonly frame: readonly string[];
  readonly marks: Marks;
}

const CONTRACTED = /^(.+)'(?:s|re|ll|ve|d|m)$/;
const ELIDED = /^(?:[cdjlmnst]|qu|dell|nell|all|sull|dall|un|c)'(.+)$/;
const DIGIT = /^\p{N}/u;

/** English auxiliaries that are one in the frame: their differences are marks. */
const FOLDED: ReadonlyMap<string, string> = new Map(
  [
    "be is are am was were been being",
    "aux do does did can could may might should must will would shall have has had",
    "i you we one",
    "who whom",
    "what which",
    "in on at within",
    "and or",
    "into to",
  ].flatMap((line) => line.split(" ").map((word) => [word, line.split(" ")[0]!] as const)),
);

/**
 * Reads a text for {@link compareAlignment}. `taken[i]` marks tokens of dates and code, which have guards of their own. They and
 * numbers with their units are places in the frame.
 */
export function extractAligned(folded: string, tokens: readonly Token[], taken: Uint8Array): AlignedText {
  const words = tokens.map(({ lower }) => lower);
  const language = likeliestLanguageOfWords(folded.toLowerCase(), words);
  const content: ContentWord[] = [];
  const frame: string[] = [];
  const marks = noMarks();
  const mark = (word: string): boolean => {
    const found = marksOf(word, language);
    if (found === undefined) return false;
    for (const { axis, bit } of found) marks[axis] |= bit;
    return true;
  };
  const add = (word: string) => {
    const stem = language === "en" ? englishStem(word) : otherStem(word);
    content.push({ stem, word, isLight: isLight(word, language) || (language === "en" && isLight(stem, language)) });
    frame.push("_");
  };
  let afterNumber = false;
  for (let i = 0; i < words.length; i++) {
    const wasNumber = afterNumber;
    afterNumber = false;
    if (language === "en") {
      const phrase = phraseAt(words, i);
      if (phrase !== undefined) {
        i += phrase.length - 1;
        if (phrase.stands === "-") continue;
        if (!mark(phrase.stands)) add(phrase.stands);
        else if (!phrase.stands.endsWith("#")) frame.push(phrase.stands);
        else if (phrase.stands === "can#" || phrase.stands === "must#") frame.push("aux");
        continue;
      }
    }
    const word = bareWord(words[i]!, language);
    if (taken[i] || DIGIT.test(word) || smallNumber(word) !== undefined) {
      if (frame.at(-1) !== "#") frame.push("#");
      afterNumber = true;
      continue;
    }
    if (wasNumber && unitOf(word) !== undefined) continue;
    const isMark = mark(word);
    if (isArticle(word, language)) continue;
    if (isMark || isEmpty(word, language)) frame.push(FOLDED.get(word) ?? (isMark ? "~" : word));
    else add(word);
  }
  return { language, content, frame, marks };
}

function bareWord(word: string, language: Language): string {
  if (!word.includes("'")) return word;
  return (language === "en" ? CONTRACTED.exec(word)?.[1] : ELIDED.exec(word)?.[1]) ?? word;
}
