import { conflictOf } from "./conflict.js";
import { type GuardResult, notApplicable, passed, rejected } from "./guard.js";
import { isTens, multiplier, ONE, ordinal, smallNumber } from "./number-words.js";
import type { Token } from "./tokens.js";
import { unitOf, unitOfSymbol } from "./units.js";

export interface NumberFact {
  readonly value: number;
  /** Undefined when none is named; `ordinal` for 1st and first; `clock` for times of day, in minutes. */
  readonly unit: string | undefined;
}

const DIGITS = /^(\d+(?:[.,]\d+)*)([a-z]*)$/;
const LETTERS_DIGITS = /^[a-z]{2,}(\d+)$/;
const ORDINAL_ENDING = /^(?:st|nd|rd|th)$/;
const THOUSANDS = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const EUROPEAN = /^\d{1,3}(?:\.\d{3})+,\d+$|^\d{1,3}(?:\.\d{3}){2,}$/;
/** So much may differ by the decimal notation. */
const TOLERANCE = 1e-9;

/** Numbers of a text with their units; `taken[i]` marks tokens that are part of a date or of code. */
export function extractNumbers(text: string, tokens: readonly Token[], taken: Uint8Array): NumberFact[] {
  const facts: NumberFact[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (taken[i]) continue;
    const token = tokens[i]!;
    const first = token.lower.charCodeAt(0);
    if (first >= 0x30 && first <= 0x39) i = readDigits(text, tokens, i, facts);
    else if (first >= 0x61 && first <= 0x7a) i = readWord(text, tokens, i, facts);
  }
  return facts;
}

/**
 * Both texts have numbers, and each has one that the other has not. A number without a unit agrees with the same number
 * with one, percent apart. Words and digits agree (`two`, `2`), as do notations (`1,000`, `1000`, `1k`).
 */
export function compareNumbers(query: readonly NumberFact[], entry: readonly NumberFact[]): GuardResult {
  if (query.length === 0 || entry.length === 0) return notApplicable("numbers");
  const conflict = conflictOf(query, entry, agree);
  if (conflict === undefined) return passed("numbers");
  const sameValues = conflict.query.some((a) => conflict.entry.some((b) => isClose(a.value, b.value)));
  return rejected(
    "numbers",
    sameValues ? "different units" : "different numbers",
    conflict.query.map(show),
    conflict.entry.map(show),
  );
}

function agree(a: NumberFact, b: NumberFact): boolean {
  if (!isClose(a.value, b.value)) return false;
  if (a.unit === b.unit) return true;
  return a.unit !== "%" && b.unit !== "%" && (a.unit === undefined || b.unit === undefined);
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
}

function show({ value, unit }: NumberFact): string {
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

/** Reads the number at token `i` and what belongs to it; the index of the last token that it used. */
function readDigits(text: string, tokens: readonly Token[], i: number, facts: NumberFact[]): number {
  const token = tokens[i]!;
  const match = DIGITS.exec(token.lower);
  if (match === null) return i;
  const [, digits = "", ending = ""] = match;
  if (ORDINAL_ENDING.test(ending)) {
    facts.push({ value: Number(digits), unit: "ordinal" });
    return i;
  }
  const clock = readClock(text, tokens, i, Number(digits), ending, facts);
  if (clock !== undefined) return clock;
  const before = text.charAt(token.start - 1);
  const signAt = before === "-" ? token.start - 1 : unitOfSymbol(before) === undefined ? -1 : token.start - 2;
  const isNegative = signAt >= 0 && text.charAt(signAt) === "-" && /^[\s(]?$/.test(text.charAt(signAt - 1));
  const value = parseDigits(digits) * (isNegative ? -1 : 1);
  return finish(text, tokens, i, value, ending, unitOfSymbol(before), facts);
}

/** Multiplier and unit that follow: in the same token, as a sign, or as the next words. */
function finish(
  text: string,
  tokens: readonly Token[],
  at: number,
  number: number,
  ending: string,
  unitBefore: string | undefined,
  facts: NumberFact[],
): number {
  let [i, value] = [at, number];
  const factor = ending === "" ? undefined : multiplier(ending);
  let unit = unitBefore ?? (factor === undefined && ending !== "" ? (unitOf(ending) ?? ending) : undefined);
  if (factor !== undefined) value *= factor;
  while (ending === "" || factor !== undefined) {
    const next = followingWord(text, tokens, i);
    const times = next === undefined ? undefined : multiplier(next);
    if (times === undefined) break;
    value *= times;
    i += 1;
    const rest = readRest(tokens, i, times);
    value += rest.value;
    i = rest.last;
  }
  unit ??= unitOfSymbol(text.charAt(tokens[i]!.end));
  if (unit === undefined) {
    const next = followingWord(text, tokens, i);
    unit = next === undefined ? undefined : unitOf(next);
    if (unit !== undefined) i += 1;
  }
  facts.push({ value, unit });
  return i;
}

/** What is added after a multiplier in words: `(one hundred) and fifty five`, `(two thousand) three hundred`. */
function readRest(tokens: readonly Token[], at: number, below: number): { value: number; last: number } {
  let i = at + 1;
  if (tokens[i]?.lower === "and") i += 1;
  const first = smallNumber(tokens[i]?.lower ?? "");
  if (first === undefined || first >= below) return { value: 0, last: at };
  const next = tokens[i + 1]?.lower ?? "";
  const ones = next === ONE ? 1 : smallNumber(next);
  if (isTens(tokens[i]!.lower) && ones !== undefined && ones > 0 && ones < 10)
    return { value: first + ones, last: i + 1 };
  if (below > 100 && next === "hundred") {
    const rest = readRest(tokens, i + 1, 100);
    return { value: first * 100 + rest.value, last: rest.last };
  }
  return { value: first, last: i };
}

/** The next token when at most a blank or a hyphen lies between (`5-minute`). */
function followingWord(text: string, tokens: readonly Token[], i: number): string | undefined {
  const next = tokens[i + 1];
  const end = tokens[i]!.end;
  if (next === undefined || next.start - end > 1) return undefined;
  if (next.start === end) return next.lower;
  const between = text.charAt(end);
  return between === " " || between === "-" ? next.lower : undefined;
}

/** `3pm`, `3 pm`, `3:15`, `15:30`: minutes since midnight. */
function readClock(
  text: string,
  tokens: readonly Token[],
  at: number,
  hours: number,
  ending: string,
  facts: NumberFact[],
): number | undefined {
  if (!Number.isInteger(hours) || hours > 24) return undefined;
  let [i, minutes, half] = [at, 0, ending];
  let isClock = false;
  const next = tokens[i + 1];
  if (
    ending === "" &&
    next !== undefined &&
    text.charAt(tokens[i]!.end) === ":" &&
    next.start === tokens[i]!.end + 1
  ) {
    const match = /^([0-5]\d)(am|pm)?$/.exec(next.lower);
    if (match !== null) [i, minutes, half, isClock] = [i + 1, Number(match[1]), match[2] ?? "", true];
  }
  if (half === "") {
    const word = followingWord(text, tokens, i);
    if (word === "am" || word === "pm") [half, i] = [word, i + 1];
  }
  if (half !== "am" && half !== "pm") {
    if (!isClock) return undefined;
    half = "";
  }
  const base = half === "" ? hours : (hours % 12) + (half === "pm" ? 12 : 0);
  facts.push({ value: base * 60 + minutes, unit: "clock" });
  return i;
}

function readWord(text: string, tokens: readonly Token[], i: number, facts: NumberFact[]): number {
  const { lower } = tokens[i]!;
  const small = smallNumber(lower);
  if (small !== undefined) {
    let [last, value] = [i, small];
    const next = followingWord(text, tokens, i);
    const ones = next === ONE ? 1 : next === undefined ? undefined : smallNumber(next);
    if (isTens(lower) && ones !== undefined && ones > 0 && ones < 10) [last, value] = [i + 1, small + ones];
    return finish(text, tokens, last, value, "", undefined, facts);
  }
  if (lower === ONE || lower === "a") {
    const next = followingWord(text, tokens, i);
    const counts =
      next !== undefined && (multiplier(next) !== undefined || (lower === ONE && unitOf(next) !== undefined));
    return counts && next !== "k" ? finish(text, tokens, i, 1, "", undefined, facts) : i;
  }
  const place = ordinal(lower);
  if (place !== undefined) {
    // "a second", "per second" and "seconds" are time; "first of all" is no place either, but agrees with itself.
    const before = i > 0 ? tokens[i - 1]!.lower : "";
    if (!(lower === "second" && (before === "a" || before === "per" || before === "every")))
      facts.push({ value: place, unit: "ordinal" });
    return i;
  }
  const last = lower.charCodeAt(lower.length - 1);
  const glued = last >= 0x30 && last <= 0x39 ? LETTERS_DIGITS.exec(lower) : null;
  if (glued !== null) facts.push({ value: Number(glued[1]), unit: undefined });
  return i;
}

/** `1,000.5`, `1.000,5` and `1,5`; a lone `1.000` is taken as English: 1. */
function parseDigits(digits: string): number {
  if (THOUSANDS.test(digits)) return Number(digits.replaceAll(",", ""));
  if (EUROPEAN.test(digits)) return Number(digits.replaceAll(".", "").replace(",", "."));
  const plain = Number(digits.replace(",", "."));
  return Number.isNaN(plain) ? Number(digits.replace(/[.,]/g, "")) : plain;
}
