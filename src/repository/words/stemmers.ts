import { missingPackage, OctavecError } from "../../errors/index.js";
import type { WordLanguage } from "../../options/index.js";

/** Reduces a word in lower case to its stem. */
export type Stemmer = (word: string) => string;

/** The stemmers that were loaded, for all collections of this process. */
const LOADED = new Map<WordLanguage, Stemmer>();
/** The stems of that many words are kept, because most words of a text are frequent ones, and to stem one takes a microsecond. */
const MAX_STEMS = 20_000;
/** Letters only: a code such as `v8.0.2` has no stem. */
const LETTERS = /^[\p{L}\p{M}]+$/u;

/** Loads the stemmer of a language, if it is not yet loaded. @throws OctavecError `MISSING_DEPENDENCY`. */
export async function loadStemmer(language: WordLanguage): Promise<void> {
  if (!LOADED.has(language)) LOADED.set(language, remembering((await importStemmer(language)).stemmer));
}

/** Each language has a module of its own. */
async function importStemmer(language: WordLanguage): Promise<{ readonly stemmer: Stemmer }> {
  // Bundlers accept that a package is not installed only if the imports are here.
  try {
    switch (language) {
      case "ar":
        return await import("@orama/stemmers/arabic");
      case "bg":
        return await import("@orama/stemmers/bulgarian");
      case "da":
        return await import("@orama/stemmers/danish");
      case "de":
        return await import("@orama/stemmers/german");
      case "el":
        return await import("@orama/stemmers/greek");
      case "en":
        return await import("@orama/stemmers/english");
      case "es":
        return await import("@orama/stemmers/spanish");
      case "fi":
        return await import("@orama/stemmers/finnish");
      case "fr":
        return await import("@orama/stemmers/french");
      case "ga":
        return await import("@orama/stemmers/irish");
      case "hi":
        return await import("@orama/stemmers/indian");
      case "hu":
        return await import("@orama/stemmers/hungarian");
      case "hy":
        return await import("@orama/stemmers/armenian");
      case "id":
        return await import("@orama/stemmers/indonesian");
      case "it":
        return await import("@orama/stemmers/italian");
      case "lt":
        return await import("@orama/stemmers/lithuanian");
      case "ne":
        return await import("@orama/stemmers/nepali");
      case "nl":
        return await import("@orama/stemmers/dutch");
      case "no":
        return await import("@orama/stemmers/norwegian");
      case "pt":
        return await import("@orama/stemmers/portuguese");
      case "ro":
        return await import("@orama/stemmers/romanian");
      case "ru":
        return await import("@orama/stemmers/russian");
      case "sr":
        return await import("@orama/stemmers/serbian");
      case "sv":
        return await import("@orama/stemmers/swedish");
      case "ta":
        return await import("@orama/stemmers/tamil");
      case "tr":
        return await import("@orama/stemmers/turkish");
      case "uk":
        return await import("@orama/stemmers/ukrainian");
    }
  } catch (error) {
    throw missingPackage("A collection whose text has a language", ["@orama/stemmers"], error);
  }
}

/** The stemmer of a language that was loaded before. */
export function stemmerOf(language: WordLanguage): Stemmer {
  const stemmer = LOADED.get(language);
  if (stemmer === undefined)
    throw new OctavecError("UNSUPPORTED_OPERATION", `The stemmer of "${language}" was not loaded.`);
  return stemmer;
}

function remembering(stemmer: Stemmer): Stemmer {
  const stems = new Map<string, string>();
  return (word) => {
    const known = stems.get(word);
    if (known !== undefined) return known;
    const stem = LETTERS.test(word) ? stemmer(word) || word : word;
    if (stems.size >= MAX_STEMS) stems.clear();
    stems.set(word, stem);
    return stem;
  };
}
