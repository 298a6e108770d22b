import { detectLanguageOfWords } from "./detect-language.js";
import { functionWordsOf } from "./languages.js";
import { wordsOf } from "./words.js";

/** Scripts that write no blanks between words. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/u;
const BEYOND_LATIN = /[\u0e00-\u{10ffff}]/u;
const CONTRACTED_NOT =
  /^(?:can|won|shan|(?:is|are|was|were|do|does|did|has|have|had|could|would|should|must|need|might|ai)n)'t$/;
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/**
 * The words that say what a text is about, in order and with repetitions: {@link wordsOf} without the function words of the
 * text's language (of English if the language is not sure). Denials stay (`don't` is `not`) and numbers stay (`1,000` is
 * `1000`). Possessive `'s` and other contracted endings are removed. Runs of Han, Kana, Thai, Lao, Khmer and Burmese are cut
 * into overlapping pairs of characters, because Node's own word segmentation differs between versions, and the words are
 * stored. A text of nothing but function words keeps them all, so that a text with letters always has words.
 */
export function contentWords(text: string): string[] {
  const words = wordsOf(text);
  const functionWords = functionWordsOf(detectLanguageOfWords(text, words).language ?? "en");
  const kept: string[] = [];
  for (const word of words) {
    const base = word.includes("'") ? withoutContraction(word) : word;
    if (functionWords.has(base)) continue;
    if (BEYOND_LATIN.test(base) && UNSPACED.test(base)) kept.push(...characterPairs(base));
    else kept.push(THOUSANDS.test(base) ? base.replaceAll(",", "") : base);
  }
  return kept.length > 0 ? kept : words;
}

function withoutContraction(word: string): string {
  if (CONTRACTED_NOT.test(word)) return "not";
  // English contracts at the end (we'll), French and Italian at the start (l'heure).
  const [before = "", after = ""] = word.split("'", 2);
  return before.length <= 2 && after.length > 2 ? after : before;
}

function characterPairs(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return [run];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}
