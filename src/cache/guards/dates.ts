import { conflictOf } from "./conflict.js";
import { type GuardResult, notApplicable, passed, rejected } from "./guard.js";
import type { Token } from "./tokens.js";
import { unitOf } from "./units.js";

export type DateField = "year" | "month" | "day" | "weekday" | "relative" | "quarter" | "period";

export interface DateFact {
  readonly field: DateField;
  readonly value: string;
}

const MONTHS = new Map(
  [
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sep sept",
    "october oct",
    "november nov",
    "december dec",
  ].flatMap((line, i) => line.split(" ").map((word) => [word, i + 1] as const)),
);
/** Words of other meanings, too: months only beside a day or a year, or after one of {@link BEFORE_MONTH}. */
const UNSURE_MONTHS = new Set(["may", "march", "mar", "dec", "jan", "sep", "august"]);
const BEFORE_MONTH = new Set([
  "in",
  "of",
  "since",
  "until",
  "till",
  "by",
  "last",
  "next",
  "this",
  "during",
  "from",
]);
const WEEKDAYS = new Map(
  [
    "monday mon",
    "tuesday tue tues",
    "wednesday",
    "thursday thu thur thurs",
    "friday fri",
    "saturday",
    "sunday",
  ].flatMap((line) =>
    line.split(" ").map((word) => [word.replace(/s$/, ""), line.split(" ")[0] ?? line] as const),
  ),
);
const RELATIVE = new Set(["today", "tomorrow", "yesterday", "tonight"]);
const PERIODS = new Set(["week", "weekend", "month", "quarter", "year"]);
const WHICH = new Set(["this", "next", "last", "previous", "past", "coming"]);
const QUARTER = /^q[1-4]$/;
const YEAR = /^(?:19|20)\d\d$/;
const DAY = /^(\d{1,2})(?:st|nd|rd|th)?$/;
/** Together they say which day; a text names it by one of them as a rule. */
const DAY_FIELDS: ReadonlySet<DateField> = new Set(["day", "weekday", "relative"]);

/** Dates of a text (numbers in any language, words in English); marks the tokens that it used in `taken`. */
export function extractDates(text: string, tokens: readonly Token[], taken: Uint8Array): DateFact[] {
  const facts: DateFact[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (taken[i]) continue;
    const { lower } = tokens[i]!;
    const used = isDigit(lower) ? readNumeric(text, tokens, i, facts) : readWords(tokens, i, facts);
    if (used > 0) {
      taken.fill(1, i, i + used);
      i += used - 1;
    }
  }
  return facts;
}

/**
 * Both texts have a date in one field (year, month, day …), and each has one that the other has not; or both name a day
 * in different ways (`tomorrow`, `Monday`), of which nothing says that it is the same.
 */
export function compareDates(query: readonly DateFact[], entry: readonly DateFact[]): GuardResult {
  if (query.length === 0 || entry.length === 0) return notApplicable("dates");
  const fields = new Set(query.map(({ field }) => field));
  let isShared = false;
  let isDayShared = false;
  for (const field of fields) {
    const theirs = entry.filter((fact) => fact.field === field);
    if (theirs.length === 0) continue;
    isShared = true;
    isDayShared ||= DAY_FIELDS.has(field);
    const ours = query.filter((fact) => fact.field === field);
    const conflict = conflictOf(ours, theirs, (a, b) => a.value === b.value);
    if (conflict)
      return rejected("dates", `different ${field}`, conflict.query.map(show), conflict.entry.map(show));
  }
  const [ourDays, theirDays] = [query.filter(isDay), entry.filter(isDay)];
  if (!isDayShared && ourDays.length > 0 && theirDays.length > 0)
    return rejected("dates", "days named differently", ourDays.map(show), theirDays.map(show));
  return isShared ? passed("dates") : notApplicable("dates");
}

function isDay({ field }: DateFact): boolean {
  return DAY_FIELDS.has(field);
}

function show({ value }: DateFact): string {
  return value;
}

function isDigit(word: string): boolean {
  const code = word.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}

/** ISO (`2023-01-05`), with slashes (`1/5/2023`, order unknown), with dots (`5.1.2023`), `5 January`, a lone year. */
function readNumeric(text: string, tokens: readonly Token[], i: number, facts: DateFact[]): number {
  const [a, b, c] = [tokens[i]!, tokens[i + 1], tokens[i + 2]];
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(a.lower);
  if (dotted) {
    facts.push({ field: "year", value: dotted[3] ?? "" }, dayFact(Number(dotted[2]), Number(dotted[1])));
    return 1;
  }
  if (b !== undefined && c !== undefined && b.start === a.end + 1 && c.start === b.end + 1) {
    const [sign, second] = [text.charAt(a.end), text.charAt(b.end)];
    if (sign === "-" && second === "-" && YEAR.test(a.lower) && isUpTo(b.lower, 12) && isUpTo(c.lower, 31)) {
      facts.push({ field: "year", value: a.lower }, dayFact(Number(b.lower), Number(c.lower)));
      return 3;
    }
    if (
      sign === "/" &&
      second === "/" &&
      isUpTo(a.lower, 31) &&
      isUpTo(b.lower, 31) &&
      /^\d{4}$/.test(c.lower)
    ) {
      const [x, y] = [Number(a.lower), Number(b.lower)];
      // Day and month are told apart only when one of them exceeds 12; written alike they agree anyhow.
      const day =
        x > 12 ? dayFact(y, x) : y > 12 ? dayFact(x, y) : { field: "day" as const, value: `${x}/${y}` };
      facts.push({ field: "year", value: c.lower }, day);
      return 3;
    }
  }
  const day = DAY.exec(a.lower);
  if (day !== null && b !== undefined) {
    const of = b.lower === "of" ? 1 : 0;
    const month = MONTHS.get(tokens[i + 1 + of]?.lower ?? "");
    if (month !== undefined && Number(day[1]) <= 31) {
      facts.push(dayFact(month, Number(day[1])));
      return 2 + of + readYear(tokens, i + 2 + of, facts);
    }
  }
  // "2023 dollars" is an amount; "2023" alone or before any other word is a year.
  if (!YEAR.test(a.lower) || /[$€£]/.test(text.charAt(a.start - 1)) || /[%$€£]/.test(text.charAt(a.end)))
    return 0;
  return unitOf(tokens[i + 1]?.lower ?? "") === undefined ? readYear(tokens, i, facts) : 0;
}

function readWords(tokens: readonly Token[], i: number, facts: DateFact[]): number {
  const { lower } = tokens[i]!;
  const next = tokens[i + 1]?.lower ?? "";
  if (RELATIVE.has(lower)) return push(facts, "relative", lower);
  if (WHICH.has(lower)) {
    if (!PERIODS.has(next)) return 0;
    const which = lower === "previous" || lower === "past" ? "last" : lower === "coming" ? "next" : lower;
    push(facts, "period", `${which} ${next}`);
    return 2;
  }
  if (lower.length === 2 && QUARTER.test(lower)) return push(facts, "quarter", lower);
  const weekday = WEEKDAYS.get(lower.endsWith("s") ? lower.replace(/'?s$/, "") : lower);
  if (weekday !== undefined) return push(facts, "weekday", weekday);
  const month = MONTHS.get(lower);
  return month === undefined ? 0 : readMonth(tokens, i, month, facts);
}

function readMonth(tokens: readonly Token[], i: number, month: number, facts: DateFact[]): number {
  const day = DAY.exec(tokens[i + 1]?.lower ?? "");
  if (day !== null && Number(day[1]) >= 1 && Number(day[1]) <= 31) {
    facts.push(dayFact(month, Number(day[1])));
    return 2 + readYear(tokens, i + 2, facts);
  }
  const years = readYear(tokens, i + 1, facts);
  const before = i > 0 ? tokens[i - 1]!.lower : "";
  if (years === 0 && UNSURE_MONTHS.has(tokens[i]!.lower) && !BEFORE_MONTH.has(before)) return 0;
  push(facts, "month", String(month));
  return 1 + years;
}

function readYear(tokens: readonly Token[], i: number, facts: DateFact[]): number {
  const word = tokens[i]?.lower;
  return word !== undefined && YEAR.test(word) ? push(facts, "year", word) : 0;
}

function dayFact(month: number, day: number): DateFact {
  return { field: "day", value: `${month}-${day}` };
}

function isUpTo(word: string, max: number): boolean {
  return /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= max;
}

function push(facts: DateFact[], field: DateField, value: string): number {
  facts.push({ field, value });
  return 1;
}
