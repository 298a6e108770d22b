import type { DetectedLanguage } from "../../text/index.js";
import type { Comparison } from "./reading/comparison.js";

/** A text in Han alone may be Japanese, so it does not contradict one with Kana. */
const JAPANESE: ReadonlySet<string> = new Set(["Han", "Kana"]);

/** The texts are in different scripts, or in different languages of the Latin script where both are sure. */
export function compareLanguage(query: DetectedLanguage, entry: DetectedLanguage): Comparison {
  if (query.script === undefined || entry.script === undefined) return "not-applicable";
  if (query.script !== entry.script) {
    if (JAPANESE.has(query.script) && JAPANESE.has(entry.script)) return "not-applicable";
    return { detail: "different scripts", query: [query.script], entry: [entry.script] };
  }
  if (query.script !== "Latin") return "pass";
  if (query.language === undefined || entry.language === undefined) return "not-applicable";
  if (query.language === entry.language) return "pass";
  return { detail: "different languages", query: [query.language], entry: [entry.language] };
}
