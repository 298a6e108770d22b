import { type DetectedLanguage, detectLanguageOfWords, foldCharacters, mostVoted } from "../../text/index.js";
import { type AlignableText, extractAligned } from "./alignment/aligned-text.js";
import { type CodeFact, extractCode } from "./code.js";
import { type DateFact, extractDates } from "./dates.js";
import { extractNames } from "./names.js";
import { extractNegation, type NegationFacts } from "./negation.js";
import { extractNumbers, type NumberFact } from "./numbers.js";
import { extractQuoted } from "./quoted.js";
import { tokensOf } from "./reading/tokens.js";

/** What the guards look at in one text. They are words of the text: handle them like the text itself. */
export interface TextFacts {
  readonly lowerText: string;
  readonly words: ReadonlySet<string>;
  readonly numbers: readonly NumberFact[];
  readonly dates: readonly DateFact[];
  readonly negation: NegationFacts;
  readonly names: readonly string[];
  readonly quoted: readonly string[];
  readonly code: readonly CodeFact[];
  readonly language: DetectedLanguage;
  readonly aligned: AlignableText;
}

/** A long prompt is compared by its beginning, so that guards stay cheap. */
const MAX_CHARACTERS = 4000;

/**
 * Reads a text once, so that it can be compared with many. Give it the prompt as it came, with its capitals. Code is
 * taken out before dates, dates before numbers, so that `v1.2` and `2023` count once. Linear in the length; at most
 * the first 4000 characters are read.
 */
export function extractFacts(text: string): TextFacts {
  const folded = foldCharacters(text.slice(0, MAX_CHARACTERS));
  const tokens = tokensOf(folded);
  const words = tokens.map(({ lower }) => lower);
  const taken = new Uint8Array(tokens.length);
  const code = extractCode(folded);
  for (const { start, end } of code) {
    for (let i = 0; i < tokens.length; i++)
      if (tokens[i]!.start >= start && tokens[i]!.end <= end) taken[i] = 1;
  }
  const inCode = taken.slice();
  const dates = extractDates(folded, tokens, taken);
  const dated = taken.map((isTaken, i) => isTaken & ~inCode[i]!);
  const language = detectLanguageOfWords(folded.toLowerCase(), words);
  const aligned = extractAligned(folded, tokens, dated);
  return {
    lowerText: folded.toLowerCase(),
    words: new Set(words),
    numbers: extractNumbers(folded, tokens, taken),
    dates,
    negation: extractNegation(words, language.language ?? mostVoted(aligned.votes)),
    // German writes every noun with a capital.
    names: language.language === "de" ? [] : extractNames(folded, tokens, taken),
    quoted: extractQuoted(folded),
    code,
    language,
    aligned,
  };
}
