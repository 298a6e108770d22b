import { holdsCode, normalizeText } from "./normalize-text.js";
import { isOpener, isQuestionOpener } from "./openers.js";
import { wordSet } from "./words.js";

const FIRST_WORD = /^\p{Lu}\p{Ll}+(?=[ ,]|$)/u;
const FIRST_CONTRACTION =
  /^(?:I'm|I've|I'd|I'll|What's|Where's|Who's|When's|How's|Can't|Isn't|Don't|Let's)(?= )/u;
/** `I` after a word that a pronoun follows: neither a numeral (`World War I`) nor a name (`the variable I is`). */
const PRONOUN =
  /(?<=^|(?:^| )(?:and|am|are|because|but|can|could|did|do|have|how|if|may|might|must|should|shall|so|than|that|what|when|where|which|while|who|why|will|would) )I(?= [a-z]+(?:[ ?.!,]|$)|'(?:m|ve|d|ll) )/gu;
/** A colon or a quotation introduces text to work on, in which a dot or a capital may matter. */
const HOLDS_MATERIAL = /[\n":;\p{Ps}\p{Pi}]|(?:^| )'/u;
/** The first word, without a contracted ending, and the second. */
const FIRST_TWO = /^(\p{Ll}+)(?:'\p{Ll}+)? (\p{Ll}*)/u;
const LAST_QUESTION_MARKS = /(?<=[\p{L}\p{N}]) ?\?+$/u;
const LAST_FULL_STOP = /(?<= \p{Ll}{3,})\.$/u;
const ABBREVIATIONS = wordSet(
  "etc inc ltd corp dept est approx min max sec fig vol ave blvd prof gen col capt jan feb mar apr jun jul aug sep " +
    "sept oct nov dec",
);

/**
 * The form of a prompt that is hashed for an exact match. Texts with one canonical form get one answer without any further
 * check, so only differences are removed that do not change the answer. Idempotent. In this order:
 *
 * 1. {@link normalizeText}: look-alike characters, blanks, line ends; code is kept as it is.
 * 2. The first word becomes lower case if it is a capital with small letters and commonly begins a request (What, How,
 *    Please, Show …). Every other capital stays: `Polish`, `US`, `iPhone` and `getUser` are not `polish`, `us`, `iphone`,
 *    `getuser`.
 * 3. In a plain request (one line; no code, quotation, bracket, colon or semicolon): the pronoun `I` between plain words
 *    becomes lower case. Question marks at the end are removed if the first word is a question word or an auxiliary verb. A
 *    full stop at the end is removed if the first word is one of step 2 or `i`, and the last word is no abbreviation.
 *
 * Digits, denials and identifiers never change, except that full-width characters become plain.
 */
export function canonicalizePrompt(text: string): string {
  const lowered = lowerFirstWord(normalizeText(text));
  if (HOLDS_MATERIAL.test(lowered) || holdsCode(lowered)) return lowered;
  return withoutLastMarks(lowered.replace(PRONOUN, "i"));
}

function lowerFirstWord(text: string): string {
  const word = FIRST_WORD.exec(text)?.[0] ?? FIRST_CONTRACTION.exec(text)?.[0];
  if (word === undefined) return text;
  const lower = word.toLowerCase();
  return word.includes("'") || isOpener(lower) ? lower + text.slice(word.length) : text;
}

function withoutLastMarks(text: string): string {
  const [, first, second = ""] = FIRST_TWO.exec(text) ?? [];
  if (first === undefined) return text;
  if (isQuestionOpener(first, second)) return text.replace(LAST_QUESTION_MARKS, "");
  const last = text.slice(text.lastIndexOf(" ") + 1, -1);
  const isRequest = first === "i" || isOpener(first);
  return isRequest && !ABBREVIATIONS.has(last) ? text.replace(LAST_FULL_STOP, "") : text;
}
