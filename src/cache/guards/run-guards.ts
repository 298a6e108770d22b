import type { GuardName } from "../../options/index.js";
import { compareCode } from "./code.js";
import { compareDates } from "./dates.js";
import type { GuardResult } from "./guard.js";
import { compareLanguage } from "./language.js";
import { compareNames } from "./names.js";
import { compareNegation } from "./negation.js";
import { compareNumbers } from "./numbers.js";
import { compareQuoted } from "./quoted.js";
import type { TextFacts } from "./text-facts.js";

/** Every guard, in the order in which {@link runGuards} asks them. */
export const GUARD_NAMES: readonly GuardName[] = [
  "language",
  "numbers",
  "dates",
  "negation",
  "names",
  "quoted",
  "code",
];

const COMPARE: Readonly<Record<GuardName, (query: TextFacts, entry: TextFacts) => GuardResult>> = {
  language: (query, entry) => compareLanguage(query.language, entry.language),
  numbers: (query, entry) => compareNumbers(query.numbers, entry.numbers),
  dates: (query, entry) => compareDates(query.dates, entry.dates),
  negation: (query, entry) => compareNegation(query.negation, entry.negation),
  names: compareNames,
  quoted: compareQuoted,
  code: compareCode,
};

/**
 * What the enabled guards say of serving the answer to `entry` for `query`, one result per guard, in the order of
 * `enabled`. A match is refused when any of them rejects. All are asked, for the explanation; none throws.
 */
export function runGuards(
  query: TextFacts,
  entry: TextFacts,
  enabled: readonly GuardName[] = GUARD_NAMES,
): GuardResult[] {
  return enabled.map((guard) => COMPARE[guard](query, entry));
}
