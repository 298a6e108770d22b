import type { WordLanguage } from "../../options/index.js";
import { stemmerOf } from "./stemmers.js";
import { textWords } from "./text-words.js";

/** The words of a text in order, as stems if there is a language, whose stemmer was loaded before. */
export function stemsOf(text: string, language: WordLanguage | undefined): readonly string[] {
  return stemmed(textWords(text, language), language);
}

/** The stems of words. */
export function stemmed(words: readonly string[], language: WordLanguage | undefined): readonly string[] {
  return language === undefined ? words : words.map(stemmerOf(language));
}
