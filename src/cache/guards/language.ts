import type { DetectedLanguage, Script } from "../../text/index.js";
import { type GuardResult, notApplicable, passed, rejected } from "./guard.js";

const JAPANESE: ReadonlySet<Script> = new Set(["Han", "Kana"]);

/**
 * The texts are in different scripts, or in different languages of the Latin script where both are sure. A text in Han
 * alone may be Japanese, so it does not contradict one with Kana.
 */
export function compareLanguage(query: DetectedLanguage, entry: DetectedLanguage): GuardResult {
  if (query.script === undefined || entry.script === undefined) return notApplicable("language");
  if (query.script !== entry.script) {
    return JAPANESE.has(query.script) && JAPANESE.has(entry.script)
      ? notApplicable("language")
      : rejected("language", "different scripts", [query.script], [entry.script]);
  }
  if (query.script === "Latin") {
    if (query.language === undefined || entry.language === undefined) return notApplicable("language");
    if (query.language !== entry.language)
      return rejected("language", "different languages", [query.language], [entry.language]);
  }
  return passed("language");
}
