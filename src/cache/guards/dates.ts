import { wordSet } from "../../text/index.js";
import {
  type Comparison,
  contradictionByKind,
  type Fact,
  shareKind,
  showFact,
} from "./reading/comparison.js";
import { bySpelling, type Token } from "./reading/tokens.js";
import { unitOf } from "./reading/units.js";

type DateField = "year" | "month" | "day" | "weekday" | "relative" | "quarter" | "period";

export type DateFact = Fact<DateField>;

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
/** Words that may mean something else: they are months only beside a day or a year, or after one of {@link BEFORE_MONTH}. */
const UNSURE_MONTHS = wordSet("may march mar dec jan sep august");
const BEFORE_MONTH = wordSet("in of since until till by last next this during from");
/** Without the s at their ends, which `on Fridays` has as well. */
const WEEKDAYS = bySpelling([
  "monday mon",
  "tuesday tue",
  "wednesday",
  "thursday thu thur",
  "friday fri",
  "saturday",
  "sunday",
]);
const RELATIVE = wordSet("today tomorrow yesterday tonight");
const PERIODS = wordSet("week weekend month quarter year");
const WHICH = wordSet("this next last previous past coming");
const QUARTER = /^q[1-4]$/;
const YEAR = /^(?:19|20)\d\d$/;
const DAY = /^(\d{1,2})(?:st|nd|rd|th)?$/;
/** Each of them can say which day is meant; most texts use one of them. */
const DAY_FIELDS: ReadonlySet<DateField> = new Set(["day", "weekday", "relative"]);

/** Dates of a text: numbers in any language, words in English. Marks the tokens that belong to dates in `taken`. */
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
 * Both texts have a date in one field (year, month, day …), and each has one that the other lacks; or they name a day in
 * different ways (`tomorrow`, `Monday`), so that nothing says that it is the same day.
 */
export function compareDates(query: readonly DateFact[], entry: readonly DateFact[]): Comparison {
  const found = contradictionByKind(query, entry);
  if (found !== undefined) return found;
  const [ourDays, theirDays] = [query.filter(isDay), entry.filter(isDay)];
  if (ourDays.length > 0 && theirDays.length > 0 && !shareKind(ourDays, theirDays)) {
    return { detail: "days named differently", query: ourDays.map(showFact), entry: theirDays.map(showFact) };
  }
  return shareKind(query, entry) ? "pass" : "not-applicable";
}

function isDay({ kind }: DateFact): boolean {
  return DAY_FIELDS.has(kind);
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
    facts.push({ kind: "year", value: dotted[3] ?? "" }, dayFact(Number(dotted[2]), Number(dotted[1])));
    return 1;
  }
  if (b !== undefined && c !== undefined && b.start === a.end + 1 && c.start === b.end + 1) {
    const [sign, second] = [text.charAt(a.end), text.charAt(b.end)];
    if (sign === "-" && second === "-" && YEAR.test(a.lower) && isUpTo(b.lower, 12) && isUpTo(c.lower, 31)) {
      facts.push({ kind: "year", value: a.lower }, dayFact(Number(b.lower), Number(c.lower)));
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
        x > 12 ? dayFact(y, x) : y > 12 ? dayFact(x, y) : { kind: "day" as const, value: `${x}/${y}` };
      facts.push({ kind: "year", value: c.lower }, day);
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
  return { kind: "day", value: `${month}-${day}` };
}

function isUpTo(word: string, max: number): boolean {
  return /^\d{1,2}$/.test(word) && Number(word) >= 1 && Number(word) <= max;
}

function push(facts: DateFact[], kind: DateField, value: string): number {
  facts.push({ kind, value });
  return 1;
}
