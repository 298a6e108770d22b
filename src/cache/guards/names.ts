import { wordSet } from "../../text/index.js";
import { countryOf } from "./nationalities.js";
import { type Comparison, conflictOf } from "./reading/comparison.js";
import type { Token } from "./reading/tokens.js";

const CAPITAL = /^\p{Lu}/u;
const SENTENCE_END = /[.?!:;\n"•>]|^\s*[-*]\s/u;
/** A text with a larger share of capitals is a headline or shouts. Its capitals do not show names. */
const MAX_CAPITAL_SHARE = 0.6;
/** Forms of one name (Brazil, Brazilian) share at least so many characters. Shorter beginnings are shared by chance. */
const MIN_COMMON_START = 4;
const MAX_ENDING = 4;
const NO_NAMES = wordSet("i i'm i've i'd i'll ok please thanks hi hello");

/**
 * Words with a capital that do not begin a sentence, in lower case and without `'s`. `taken[i]` marks tokens of dates and
 * code. None in a text where most words have capitals.
 */
export function extractNames(text: string, tokens: readonly Token[], taken: Uint8Array): string[] {
  const names: string[] = [];
  let capitals = 0;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (!CAPITAL.test(token.text)) continue;
    capitals += 1;
    // `°C` is a unit.
    if (taken[i] || NO_NAMES.has(token.lower) || text.charAt(token.start - 1) === "°") continue;
    const gap = i === 0 ? "\n" : text.slice(tokens[i - 1]!.end, token.start);
    if (!SENTENCE_END.test(gap)) names.push(token.lower.replace(/'s$/, ""));
  }
  return tokens.length > 2 && capitals > tokens.length * MAX_CAPITAL_SHARE ? [] : names;
}

/**
 * Both texts have names, and each has one that does not occur in the other, in any case. Forms of one name agree (Brazil,
 * Brazilian), and so do names and their initials (New York City, NYC).
 */
export function compareNames(
  query: { names: readonly string[]; words: ReadonlySet<string> },
  entry: { names: readonly string[]; words: ReadonlySet<string> },
): Comparison {
  if (query.names.length === 0 || entry.names.length === 0) return "not-applicable";
  const conflict = conflictOf(
    query.names.filter((name) => !isIn(name, entry.words)),
    entry.names.filter((name) => !isIn(name, query.words)),
    areForms,
  );
  if (conflict === undefined) return "pass";
  if (isInitials(conflict.query, conflict.entry) || isInitials(conflict.entry, conflict.query)) return "pass";
  return { detail: "different names", ...conflict };
}

/** A unit after `°` may be written as a word. */
function isIn(name: string, words: ReadonlySet<string>): boolean {
  return words.has(name) || ((name === "celsius" || name === "fahrenheit") && words.has(name.charAt(0)));
}

function areForms(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return (
    short === long ||
    countryOf(short) === countryOf(long) ||
    (short.length >= MIN_COMMON_START && long.length - short.length <= MAX_ENDING && long.startsWith(short))
  );
}

function isInitials(abbreviation: readonly string[], names: readonly string[]): boolean {
  const [only] = abbreviation;
  return (
    abbreviation.length === 1 && names.length > 1 && only === names.map((name) => name.charAt(0)).join("")
  );
}
