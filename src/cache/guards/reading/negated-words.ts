import { functionWordsOf, type Language, wordSet } from "../../../text/index.js";

/** Words that deny something, by language. */
export const NEGATORS: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: wordSet(
    "not no never without cannot none neither nor cant dont doesnt didnt isnt arent wasnt wont couldnt nobody nothing",
  ),
  de: wordSet("nicht kein keine keinen keinem keiner nie niemals ohne niemand nichts"),
  fr: wordSet("pas jamais sans aucun aucune"),
  es: wordSet("no nunca sin jamás nadie"),
  it: wordSet("non mai senza nessuno"),
  pt: wordSet("não nunca sem jamais ninguém"),
  nl: wordSet("niet geen nooit zonder niemand"),
};
/** Words whose meaning is a denial, such as `forbidden`. A text with one of them may mean the same as a text with `not`. */
const HIDDEN_DENIALS = wordSet(
  "stop stops prevent prevents keep keeps lack lacks lacking missing fail fails failed failing avoid avoids unable impossible exempt forbidden prohibited banned " +
    "illegal hardly barely scarcely outside unlike refuse refuses free rarely seldom unavailable " +
    "verboten befreit fehlt fehlen frei unmöglich interdit impossible manque prohibido imposible falta vietato manca " +
    "impossibile proibido impossível verboden ontbreekt onmogelijk vrij",
);
/** After a contraction: "can't you tell me …", "won't you", "why don't you" ask politely and deny nothing. */
const POLITE_NEXT = "you";
/** Whether the contraction at `at` asks politely: `can't you`. */
export function isPoliteDenial(words: readonly string[], at: number): boolean {
  return words[at + 1] === POLITE_NEXT;
}

/** Words that may stand between a denial and the word that it denies. */
const PASSED_OVER = wordSet(
  "a an the any my your our their his her its i you we they he she it this that to be been being is are was do does " +
    "did get got getting really even yet ever longer more able allowed going",
);
/** A denial that is followed by one of these denies no word: `it isn't on there`, `not only`, `no matter`, `don't know`. */
const ENDS_DENIAL = wordSet(
  "on in at for with from of by and or but if so then there here only matter problem worries sure idea know why how " +
    "what when where",
);
/** `Or not`, `if not`, `why not` deny nothing. */
const NO_DENIAL_AFTER = wordSet("or if why");
/** A contraction after one of these comes before its subject. */
const NONE: ReadonlySet<string> = new Set();
const QUESTION = wordSet("why what which who where when how");
/** Words from a denial to the word that it denies, at most. */
const REACH = 5;

/**
 * 1 for each token that is denied: the first word with a meaning after `not`, `never`, `without` … or a contraction. A `no`
 * at the start is an answer and denies nothing.
 */
function negatedTokens(words: readonly string[], language: Language | undefined): Uint8Array {
  const negated = new Uint8Array(words.length);
  const negators = NEGATORS[language ?? "en"];
  const passesOverEnglish = language === undefined || language === "en";
  const endsDenial = passesOverEnglish ? ENDS_DENIAL : NONE;
  const passedOver = passesOverEnglish ? PASSED_OVER : functionWordsOf(language);
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const isContracted = word.endsWith("n't");
    if (!isContracted && !negators.has(word)) continue;
    if (isContracted && isPoliteDenial(words, i)) continue;
    if ((word === "no" && i === 0) || (!isContracted && i > 0 && NO_DENIAL_AFTER.has(words[i - 1]!)))
      continue;
    const end = Math.min(words.length, i + 1 + REACH);
    let asksFirst = isContracted && (i === 0 || QUESTION.has(words[i - 1]!));
    for (let j = i + 1; j < end && !endsDenial.has(words[j]!); j++) {
      if (passedOver.has(words[j]!)) continue;
      negated[j] = 1;
      // "Why doesn't the app sync": the subject comes first, and what is denied follows.
      if (!asksFirst || j + 1 === end) break;
      asksFirst = false;
    }
  }
  return negated;
}

/** Whether a text has a word whose meaning is a denial: `forbidden`, `lacking`. */
export function hidesDenial(words: readonly string[]): boolean {
  return words.some((word) => HIDDEN_DENIALS.has(word));
}

/** The words that are denied, by their stems, and the stems of all other words. */
export function splitByNegation(
  words: readonly string[],
  stems: readonly string[],
  language: Language | undefined,
): { denied: ReadonlyMap<string, string>; said: ReadonlySet<string> } {
  const negated = negatedTokens(words, language);
  const denied = new Map<string, string>();
  const said = new Set<string>();
  for (let i = 0; i < stems.length; i++) {
    if (negated[i] === 1) denied.set(stems[i]!, words[i]!);
    else said.add(stems[i]!);
  }
  return { denied, said };
}
