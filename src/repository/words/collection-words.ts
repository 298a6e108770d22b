import { OctavecError } from "../../errors/index.js";
import type { WordLanguage } from "../../options/index.js";
import { stemmed } from "./stems-of.js";
import { textWords } from "./text-words.js";

/** Cutting a text of this length into words takes some tenths of a second. */
const MAX_CHARACTERS = 262_144;
/** The server changes one list per distinct word in one step: some tens of milliseconds for so many. */
const MAX_DISTINCT_WORDS = 5_000;
/** The index stores the number of words of a text in two bytes. */
const MAX_WORDS = 65_535;
/** The server reads one list per distinct word of a query. */
const MAX_QUERY_WORDS = 256;

/** How a collection makes words of its records and of queries. Fixed at creation. `loadStemmer` comes first. */
export class CollectionWords {
  constructor(
    private readonly text: { readonly field: string; readonly language?: WordLanguage | undefined },
  ) {}

  /**
   * The words of a record's text with a blank between them, not yet stemmed; empty if it has no text.
   *
   * @param attributes - Undefined if the record has none.
   * @throws OctavecError `INVALID_ATTRIBUTES` for a text with too many words.
   */
  wordsOf(attributes: Readonly<Record<string, unknown>> | undefined): string {
    const { field, language } = this.text;
    const text = attributes !== undefined && Object.hasOwn(attributes, field) ? attributes[field] : undefined;
    if (typeof text !== "string") return "";
    if (text.length > MAX_CHARACTERS) throw tooLong(field, MAX_CHARACTERS, "characters", text.length);
    const words = textWords(text, language);
    if (words.length > MAX_WORDS) throw tooLong(field, MAX_WORDS, "words", words.length);
    if (words.length > MAX_DISTINCT_WORDS) {
      const distinct = new Set(words).size;
      if (distinct > MAX_DISTINCT_WORDS)
        throw tooLong(field, MAX_DISTINCT_WORDS, "different words", distinct);
    }
    return words.join(" ");
  }

  /**
   * What the index stores of a text: the number of its words, then each distinct stem in a line, followed by how often it occurs
   * if that is more than once. Empty for no words.
   *
   * @param words - As `wordsOf` returns them.
   */
  entryOf(words: string): string {
    if (words === "") return "";
    const list = words.split(" ");
    const counts = new Map<string, number>();
    for (const stem of stemmed(list, this.text.language)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
    const lines = [...counts].map(([stem, count]) => (count === 1 ? stem : `${stem} ${count}`));
    return `${list.length}\n${lines.join("\n")}`;
  }

  /**
   * The distinct words of a query, not yet stemmed.
   *
   * @throws OctavecError `INVALID_ARGUMENT` for more than 256.
   */
  queryWords(text: string): string[] {
    const distinct = [...new Set(textWords(text, this.text.language))];
    if (distinct.length <= MAX_QUERY_WORDS) return distinct;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `search: text: expected at most ${MAX_QUERY_WORDS} different words, got ${distinct.length}. Search for the words that matter.`,
      { details: { field: "text" } },
    );
  }

  /** The distinct stems of the words of a query. */
  stems(words: readonly string[]): string[] {
    return [...new Set(stemmed(words, this.text.language))];
  }
}

function tooLong(field: string, limit: number, unit: string, length: number): OctavecError {
  return new OctavecError(
    "INVALID_ATTRIBUTES",
    `attributes: ${field}: expected at most ${limit} ${unit}, because its words are indexed, got ${length}. Store a long text as several records.`,
    { details: { paths: [field], limit, length } },
  );
}
