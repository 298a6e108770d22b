import { type Comparison, conflictOf } from "./reading/comparison.js";

const QUOTED =
  /"([^"\n]{1,200})"|«\s*([^»\n]{1,200}?)\s*»|「([^」\n]{1,200})」|(?<=^|[\s(])'([^'\n]{2,200})'(?=$|[\s.,;:?!)])/gu;
const QUOTES = /["'«「]/u;

/** What stands in quotation marks, lower case, without blanks and marks at its ends. */
export function extractQuoted(text: string): string[] {
  if (!QUOTES.test(text)) return [];
  return Array.from(text.matchAll(QUOTED), ([, a, b, c, d]) => trimmed(a ?? b ?? c ?? d ?? "")).filter(
    (q) => q !== "",
  );
}

/** Both texts quote, and each quotes something that does not occur in the other, with or without quotation marks. */
export function compareQuoted(
  query: { quoted: readonly string[]; lowerText: string },
  entry: { quoted: readonly string[]; lowerText: string },
): Comparison {
  if (query.quoted.length === 0 || entry.quoted.length === 0) return "not-applicable";
  const conflict = conflictOf(
    query.quoted.filter((quote) => !entry.lowerText.includes(quote)),
    entry.quoted.filter((quote) => !query.lowerText.includes(quote)),
  );
  return conflict === undefined ? "pass" : { detail: "different quotations", ...conflict };
}

function trimmed(quote: string): string {
  return quote.toLowerCase().replace(/^\s+|[\s.,;:?!]+$/gu, "");
}
