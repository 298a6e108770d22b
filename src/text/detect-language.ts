import { detectScript, type WritingScript } from "./detect-script.js";
import { functionWordsOf, LANGUAGES, type Language } from "./languages.js";
import { wordsOf } from "./words.js";

export interface DetectedLanguage {
  /** The script of more than two thirds of the letters; undefined if there is none. */
  readonly script: WritingScript | undefined;
  /** Only for Latin script and the languages with a list of function words; undefined if unsure. */
  readonly language: Language | undefined;
}

let bits: Map<string, number> | undefined;

/** A long text is judged by its beginning. */
const SAMPLE_CHARACTERS = 600;
/** One function word may be a loan word or a name. Two that another language lacks are hardly chance. */
const MIN_VOTES = 2;

const BEYOND_ASCII = /[^\n\x20-\x7e]/;
/** Letters that only one of the languages writes. */
const TELLING_LETTERS: readonly (readonly [RegExp, Language])[] = [
  [/ß/u, "de"],
  [/[ñ¿¡]/u, "es"],
  [/[ãõ]/u, "pt"],
  [/œ/u, "fr"],
];

/** Letters that some of the languages write. */
const LIKELY_LETTERS: readonly (readonly [RegExp, readonly Language[]])[] = [
  [/[äöü]/u, ["de"]],
  [/[áíóú]/u, ["es", "pt"]],
  [/[àèùìò]/u, ["fr", "it"]],
  [/[êâîûç]/u, ["fr", "pt"]],
  [/é/u, ["fr", "es", "pt"]],
];

/**
 * Script and, for Latin script, language of a text, from its first 600 characters. Every function word votes for its
 * languages; a letter that only one language uses votes twice. The winner needs at least two votes and a lead of two over the
 * next, otherwise the language is undefined, as it often is for short texts. Never throws.
 */
export function detectLanguage(text: string): DetectedLanguage {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  return detectLanguageOfWords(sample.toLowerCase(), wordsOf(sample));
}

/** {@link detectLanguage} for a caller that has the text in lower case and its words already. */
export function detectLanguageOfWords(text: string, words: readonly string[]): DetectedLanguage {
  const script = detectScript(text.slice(0, SAMPLE_CHARACTERS));
  return { script, language: script === "Latin" ? vote(text, words) : undefined };
}

/**
 * How many function words of each language a text has, in the order of {@link LANGUAGES}. For a caller that must read a text in
 * one of the languages anyhow, and may add up the votes of two texts first. `text`: in lower case.
 */
export function languageVotes(text: string, words: readonly string[]): readonly number[] {
  const votes = votesOf(text, words);
  if (BEYOND_ASCII.test(text)) {
    for (const [letters, languages] of LIKELY_LETTERS)
      if (letters.test(text)) for (const language of languages) votes[LANGUAGES.indexOf(language)]! += 1;
  }
  return votes;
}

/** The language with the most votes. English needs one vote less, because most short texts are English. */
export function mostVoted(votes: readonly number[]): Language {
  let [best, most] = [LANGUAGES[0]!, Number.NEGATIVE_INFINITY];
  for (const [i, language] of LANGUAGES.entries()) {
    const count = votes[i]! + (language === "en" ? 1 : 0);
    if (count > most) [best, most] = [language, count];
  }
  return best;
}

function vote(text: string, words: readonly string[]): Language | undefined {
  const votes = votesOf(text, words);
  const most = Math.max(...votes);
  const best = votes.indexOf(most);
  const next = Math.max(...votes.toSpliced(best, 1));
  return most >= MIN_VOTES && most >= next + MIN_VOTES ? LANGUAGES[best] : undefined;
}

function votesOf(text: string, words: readonly string[]): number[] {
  const votes = LANGUAGES.map(() => 0);
  for (const word of words) {
    for (let languages = languagesOf(word); languages !== 0; languages &= languages - 1)
      votes[31 - Math.clz32(languages & -languages)]! += 1;
  }
  if (BEYOND_ASCII.test(text)) {
    for (const [letters, owner] of TELLING_LETTERS)
      if (letters.test(text)) votes[LANGUAGES.indexOf(owner)]! += 2;
  }
  return votes;
}

/** The languages of which a word is a function word, one bit each in the order of {@link LANGUAGES}. */
function languagesOf(word: string): number {
  if (bits === undefined) {
    bits = new Map();
    for (const [i, language] of LANGUAGES.entries())
      for (const listed of functionWordsOf(language)) bits.set(listed, (bits.get(listed) ?? 0) | (1 << i));
  }
  return bits.get(word) ?? 0;
}
