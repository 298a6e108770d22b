import type { Language } from "../../../text/index.js";
import { EVERYDAY_SYNONYMS } from "./everyday-synonyms.js";
import { SYNONYM_GROUPS } from "./synonym-table.js";
import { englishStem, otherStem } from "./word-forms.js";

const tables = new Map<Language, ReadonlyMap<string, readonly number[]>>();

/** Whether two stems have a common meaning in the table of their language. */
export function areSynonyms(a: string, b: string, language: Language): boolean {
  const table = tableOf(language);
  const ours = table.get(a);
  const theirs = ours === undefined ? undefined : table.get(b);
  return ours !== undefined && theirs !== undefined && ours.some((meaning) => theirs.includes(meaning));
}

/** From each stem to the numbers of its meanings. Built at first use: a few milliseconds. */
function tableOf(language: Language): ReadonlyMap<string, readonly number[]> {
  const known = tables.get(language);
  if (known !== undefined) return known;
  const stemOf = language === "en" ? englishStem : otherStem;
  const lines =
    language === "en"
      ? [...EVERYDAY_SYNONYMS.en, ...SYNONYM_GROUPS.split(/,\s/)]
      : EVERYDAY_SYNONYMS[language];
  const table = new Map<string, number[]>();
  for (const [meaning, line] of lines.entries()) {
    for (const word of line.split(" ")) {
      const stem = stemOf(word);
      const meanings = table.get(stem);
      if (meanings === undefined) table.set(stem, [meaning]);
      else meanings.push(meaning);
    }
  }
  tables.set(language, table);
  return table;
}
