import { type Language, languageVotes } from "../../../text/index.js";
import { hidesDenial, isPoliteDenial, NEGATORS } from "../reading/negated-words.js";
import { smallNumber } from "../reading/number-words.js";
import type { Token } from "../reading/tokens.js";
import { unitOf } from "../reading/units.js";
import { isArticle, isEmpty, isLight } from "./empty-words.js";
import { foldedEmptyWord } from "./folded-words.js";
import { type Marks, marksOf, markVerbs, noMarks } from "./marks.js";
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
  /** Number of the gap in which it stands. */
  readonly gap: number;
}

/** A question as a frame of empty words with words of meaning in its gaps. */
export interface AlignedText {
  readonly content: readonly ContentWord[];
  /** The empty words in order, folded (`do`, `did` and `can` are one), with `_` for a gap and `#` for a number or date. */
  readonly frame: readonly string[];
  readonly numbers: readonly string[];
  readonly marks: Marks;
  /** How many words deny something. */
  readonly denials: number;
  /** A word denies something by its meaning. */
  readonly hidesDenial: boolean;
}

/** A text whose words are read in the language of the text that it is compared with, if its own is not sure. */
export interface AlignableText {
  readonly wordCount: number;
  /** How many words speak for each language. */
  readonly votes: readonly number[];
  readonly read: (language: Language) => AlignedText;
}

const GAP = "_";
const NUMBER = "#";
const CONTRACTED_NOT = /^(.+)n't$/;
const CONTRACTED = /^(.+)'(?:s|re|ll|ve|d|m)$/;
const ELIDED = /^(?:[cdjlmnst]|qu|dell|nell|all|sull|dall|un)'(.+)$/;
/** Words that say before or after only where a time follows. */
const BOUNDS: ReadonlyMap<string, string> = new Map([
  ["by", "before#"],
  ["from", "after#"],
]);
const DIGIT = /^\p{N}/u;

/**
 * Prepares a text for {@link compareAlignment}. `dated[i]` marks tokens of dates, which have a guard of their own: like numbers
 * with their units they are only places in the frame.
 */
export function extractAligned(folded: string, tokens: readonly Token[], dated: Uint8Array): AlignableText {
  const words = tokens.map(({ lower }) => lower);
  const votes = languageVotes(folded.toLowerCase(), words);
  const known = new Map<Language, AlignedText>();
  const read = (language: Language) => {
    const text = known.get(language) ?? new Reader(words, dated, language).read();
    known.set(language, text);
    return text;
  };
  return { wordCount: words.length, votes, read };
}

/** Reads the words of one text in one language. */
class Reader {
  readonly #content: ContentWord[] = [];
  readonly #frame: string[] = [];
  readonly #numbers: string[] = [];
  readonly #marks = noMarks();
  #denials = 0;

  constructor(
    private readonly words: readonly string[],
    private readonly dated: Uint8Array,
    private readonly language: Language,
  ) {}

  read(): AlignedText {
    for (let i = 0; i < this.words.length; i++) i = this.#readAt(i);
    if (this.language === "en") markVerbs(this.#marks, this.#frame, this.#content);
    return {
      content: this.#content,
      frame: this.#frame,
      numbers: this.#numbers,
      marks: this.#marks,
      denials: this.#denials,
      hidesDenial: hidesDenial(this.words),
    };
  }

  /** @returns The index of the last word that was read. */
  #readAt(i: number): number {
    const phrase = this.language === "en" ? phraseAt(this.words, i) : undefined;
    if (phrase !== undefined) {
      this.#readPhrase(phrase.stands);
      return i + phrase.length - 1;
    }
    const word = this.#bare(i);
    if (this.#isNumber(i, word)) {
      if (this.#frame.at(-1) !== NUMBER) this.#frame.push(NUMBER);
      if (!this.dated[i]) this.#numbers.push(word);
      const isUnit = i + 1 < this.words.length && unitOf(this.words[i + 1]!) !== undefined;
      return isUnit && !this.dated[i] ? i + 1 : i;
    }
    if (NEGATORS[this.language].has(word)) {
      this.#denials++;
      return i;
    }
    if (this.language === "en" && BOUNDS.has(word) && this.#isTime(i + 1)) this.#mark(BOUNDS.get(word)!);
    const isMark = this.#mark(word);
    if (isArticle(word, this.language)) return i;
    if (isMark || isEmpty(word, this.language)) this.#frame.push(foldedEmptyWord(word));
    else this.#add(word);
    return i;
  }

  #isNumber(i: number, word: string): boolean {
    return this.dated[i] === 1 || DIGIT.test(word) || smallNumber(word) !== undefined;
  }

  #isTime(i: number): boolean {
    const word = this.words[i];
    return word !== undefined && (word === "noon" || word === "midnight" || this.#isNumber(i, word));
  }

  /** The word without a contracted ending (English) or beginning (French, Italian). Counts a contracted `not`. */
  #bare(i: number): string {
    const word = this.words[i]!;
    if (!word.includes("'")) return word;
    if (this.language !== "en") return ELIDED.exec(word)?.[1] ?? word;
    const denied = CONTRACTED_NOT.exec(word)?.[1];
    if (denied === undefined) return CONTRACTED.exec(word)?.[1] ?? word;
    if (!isPoliteDenial(this.words, i)) this.#denials++;
    return denied === "ca" ? "can" : denied === "wo" ? "will" : denied;
  }

  #readPhrase(stands: string): void {
    if (stands === "-") return;
    if (!/[#?]$/.test(stands)) {
      this.#add(stands);
      return;
    }
    this.#mark(stands);
    if (stands.endsWith("?")) this.#frame.push(stands);
    else if (stands === "can#" || stands === "must#" || stands === "should#") this.#frame.push("aux");
  }

  #mark(word: string): boolean {
    const found = marksOf(word, this.language);
    if (found === undefined) return false;
    for (const { axis, bit } of found) this.#marks[axis] |= bit;
    return true;
  }

  #add(word: string): void {
    if (this.#frame.at(-1) !== GAP) this.#frame.push(GAP);
    const stem = this.language === "en" ? englishStem(word) : otherStem(word);
    const isLightWord = isLight(word, this.language) || isLight(stem, this.language);
    this.#content.push({ stem, word, isLight: isLightWord, gap: this.#frame.length });
  }
}
