import { type Comparison, conflictOf } from "./reading/comparison.js";
import { isTens, multiplier, ONE, onesOf, ordinal, smallNumber } from "./reading/number-words.js";
import type { Token } from "./reading/tokens.js";
import { scaleOf, unitOf, unitOfSymbol } from "./reading/units.js";

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
/** Decimal notation may make equal numbers differ by this share. */
const TOLERANCE = 1e-9;

/** Numbers of a text with their units; `taken[i]` marks tokens that are part of a date or of code. */
export function extractNumbers(text: string, tokens: readonly Token[], taken: Uint8Array): NumberFact[] {
  const reader = new NumberReader(text, tokens);
  for (let i = 0; i < tokens.length; i++) if (!taken[i]) i = reader.read(i);
  return reader.facts;
}

/**
 * Both texts have numbers, and each has one that the other lacks. A number without a unit agrees with the same number
 * with one, except with a percentage; pounds may be money or a weight. Words and digits agree (`two`, `2`), as do notations (`1,000`, `1000`, `1k`).
 */
export function compareNumbers(query: readonly NumberFact[], entry: readonly NumberFact[]): Comparison {
  if (query.length === 0 || entry.length === 0) return "not-applicable";
  const conflict = conflictOf(query, entry, agree);
  if (conflict === undefined) return "pass";
  const sameValues = conflict.query.some((a) => conflict.entry.some((b) => isClose(a.value, b.value)));
  return {
    detail: sameValues ? "different units" : "different numbers",
    query: conflict.query.map(show),
    entry: conflict.entry.map(show),
  };
}

function agree(a: NumberFact, b: NumberFact): boolean {
  if (a.unit === "clock" || b.unit === "clock") return agreeInTime(a, b);
  const [ours, theirs] = [scaleOf(a.unit), scaleOf(b.unit)];
  if (ours !== undefined && ours.of === theirs?.of)
    return isClose(a.value * ours.times, b.value * theirs.times);
  if (!isClose(a.value, b.value)) return false;
  if (a.unit === b.unit) return true;
  if (a.unit === undefined || b.unit === undefined) return a.unit !== "%" && b.unit !== "%";
  return (a.unit === "lb" && b.unit === "gbp") || (a.unit === "gbp" && b.unit === "lb");
}

/** A bare number may be an hour of either half of the day: `at eight`, `8 pm`. */
function agreeInTime(a: NumberFact, b: NumberFact): boolean {
  if (a.unit === b.unit) return isClose(a.value, b.value);
  const [clock, other] = a.unit === "clock" ? [a, b] : [b, a];
  return other.unit === undefined && other.value <= 24 && clock.value % 720 === (other.value * 60) % 720;
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a));
}

function show({ value, unit }: NumberFact): string {
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

/** Reads the numbers of one text. Its methods return the index of the last token that belongs to the number. */
class NumberReader {
  readonly facts: NumberFact[] = [];
  readonly #text: string;
  readonly #tokens: readonly Token[];

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  /** @returns `i` itself if no number begins there. */
  read(i: number): number {
    const first = this.#tokens[i]!.lower.charCodeAt(0);
    if (first >= 0x30 && first <= 0x39) return this.#readDigits(i);
    return first >= 0x61 && first <= 0x7a ? this.#readWord(i) : i;
  }

  #readDigits(i: number): number {
    const { lower, start } = this.#tokens[i]!;
    const match = DIGITS.exec(lower);
    if (match === null) return i;
    const [, digits = "", ending = ""] = match;
    if (ORDINAL_ENDING.test(ending)) return this.#add(i, Number(digits), "ordinal");
    const clock = this.#readClock(i, Number(digits), ending);
    if (clock !== undefined) return clock;
    const before = this.#text.charAt(start - 1);
    const unit = unitOfSymbol(before);
    const signAt = before === "-" ? start - 1 : unit === undefined ? -1 : start - 2;
    const isNegative =
      signAt >= 0 && this.#text.charAt(signAt) === "-" && /^[\s(]?$/.test(this.#text.charAt(signAt - 1));
    return this.#finish(i, parseDigits(digits) * (isNegative ? -1 : 1), { ending, unit });
  }

  /** Multiplier and unit that follow: in the same token, as a sign, or as the next words. */
  #finish(
    at: number,
    number: number,
    { ending = "", unit: unitBefore }: { ending?: string; unit?: string | undefined } = {},
  ): number {
    let [i, value] = [at, number];
    const factor = multiplier(ending);
    let unit = unitBefore ?? (factor === undefined && ending !== "" ? (unitOf(ending) ?? ending) : undefined);
    if (factor !== undefined) value *= factor;
    while (ending === "" || factor !== undefined) {
      const times = multiplier(this.#following(i));
      if (times === undefined) break;
      const rest = this.#readRest(i + 1, times);
      value = value * times + rest.value;
      i = rest.last;
    }
    unit ??= this.#symbolAfter(i);
    if (unit === undefined) {
      unit = unitOf(this.#following(i));
      if (unit !== undefined) i += 1;
    }
    return this.#add(i, value, unit);
  }

  /** The unit of the sign that follows: `10%`, `10 %`, `10 €`. */
  #symbolAfter(i: number): string | undefined {
    const { end } = this.#tokens[i]!;
    const sign = this.#text.charAt(end);
    return unitOfSymbol(sign === " " ? this.#text.charAt(end + 1) : sign);
  }

  /** What is added after a multiplier in words: `(one hundred) and fifty five`, `(two thousand) three hundred`. */
  #readRest(at: number, below: number): { value: number; last: number } {
    const word = (i: number) => this.#tokens[i]?.lower ?? "";
    const i = word(at + 1) === "and" ? at + 2 : at + 1;
    const first = smallNumber(word(i));
    if (first === undefined || first >= below) return { value: 0, last: at };
    const ones = onesOf(word(i + 1));
    if (isTens(word(i)) && ones !== undefined) return { value: first + ones, last: i + 1 };
    if (below > 100 && word(i + 1) === "hundred") {
      const rest = this.#readRest(i + 1, 100);
      return { value: first * 100 + rest.value, last: rest.last };
    }
    return { value: first, last: i };
  }

  /** The next word if at most a blank or a hyphen lies between (`5-minute`), else "". */
  #following(i: number): string {
    const next = this.#tokens[i + 1];
    if (next === undefined) return "";
    const between = this.#text.slice(this.#tokens[i]!.end, next.start);
    return between === "" || between === " " || between === "-" ? next.lower : "";
  }

  /** `3pm`, `3 pm`, `3:15`, `15:30`: minutes since midnight. */
  #readClock(at: number, hours: number, ending: string): number | undefined {
    if (!Number.isInteger(hours) || hours > 24) return undefined;
    let [i, minutes, half] = [at, 0, ending];
    let isClock = false;
    const [{ end }, next] = [this.#tokens[i]!, this.#tokens[i + 1]];
    if (ending === "" && next !== undefined && this.#text.slice(end, next.start) === ":") {
      const match = /^([0-5]\d)(am|pm)?$/.exec(next.lower);
      if (match !== null) [i, minutes, half, isClock] = [i + 1, Number(match[1]), match[2] ?? "", true];
    }
    if (half === "") {
      const word = this.#following(i);
      if (word === "am" || word === "pm") [half, i] = [word, i + 1];
    }
    if (half !== "am" && half !== "pm") {
      if (!isClock) return undefined;
      half = "";
    }
    const base = half === "" ? hours : (hours % 12) + (half === "pm" ? 12 : 0);
    return this.#add(i, base * 60 + minutes, "clock");
  }

  #readWord(i: number): number {
    const { lower } = this.#tokens[i]!;
    const small = smallNumber(lower);
    if (small !== undefined) {
      const ones = isTens(lower) ? onesOf(this.#following(i)) : undefined;
      return ones === undefined ? this.#finish(i, small) : this.#finish(i + 1, small + ones);
    }
    if (lower === ONE || lower === "a") {
      const next = this.#following(i);
      const counts = multiplier(next) !== undefined || (lower === ONE && unitOf(next) !== undefined);
      return counts && next !== "k" ? this.#finish(i, 1) : i;
    }
    if (lower === "half") return this.#readHalf(i);
    const place = ordinal(lower);
    // "The first 14 days" counts days.
    if (place !== undefined && /^\d/.test(this.#following(i))) return i;
    if (place !== undefined) {
      // "a second", "per second" and "every second" are times.
      const before = this.#tokens[i - 1]?.lower ?? "";
      const isTime = lower === "second" && (before === "a" || before === "per" || before === "every");
      return isTime ? i : this.#add(i, place, "ordinal");
    }
    const last = lower.charCodeAt(lower.length - 1);
    const glued = last >= 0x30 && last <= 0x39 ? LETTERS_DIGITS.exec(lower) : null;
    return glued === null ? i : this.#add(i, Number(glued[1]), undefined);
  }

  /** `half a million`, `half past ten`. */
  #readHalf(i: number): number {
    const [next, last] = [this.#following(i), this.#following(i + 1)];
    const times = next === "a" ? multiplier(last) : undefined;
    if (times !== undefined && last !== "k") return this.#finish(i + 2, times / 2);
    const hours =
      next === "past"
        ? (smallNumber(last) ?? onesOf(last) ?? (/^\d{1,2}$/.test(last) ? Number(last) : undefined))
        : undefined;
    return hours === undefined ? i : this.#add(i + 2, hours * 60 + 30, "clock");
  }

  #add(last: number, value: number, unit: string | undefined): number {
    this.facts.push({ value, unit });
    return last;
  }
}

/** `1,000.5`, `1.000,5` and `1,5`; a lone `1.000` is taken as English: 1. */
function parseDigits(digits: string): number {
  if (THOUSANDS.test(digits)) return Number(digits.replaceAll(",", ""));
  if (EUROPEAN.test(digits)) return Number(digits.replaceAll(".", "").replace(",", "."));
  const plain = Number(digits.replace(",", "."));
  return Number.isNaN(plain) ? Number(digits.replace(/[.,]/g, "")) : plain;
}
