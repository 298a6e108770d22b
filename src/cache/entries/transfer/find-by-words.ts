import { TimeSlice } from "../../../async/index.js";
import { OctavecError } from "../../../errors/index.js";
import type { ExportedEntry, WordLanguage } from "../../../options/index.js";
import { isWordLanguage } from "../../../options/index.js";
import { bm25, loadStemmer, stemsOf, wordWeight } from "../../../repository/words/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { readGeneration, readLiving } from "../read/read-living.js";
import { checkCount, exportEntries } from "./export-entries.js";

/** What an operator looks for among the stored questions and answers. */
export interface FindByWordsOptions {
  /** Words to look for. An entry is found if its question or its answer has one of them. */
  readonly text: string;
  /**
   * Language of the entries, by ISO 639-1 code, such as `en`: words are reduced to stems, so that `invoice` finds `invoices`. Needs the
   * package `@orama/stemmers`. Default: none, and no stems.
   */
  readonly language?: WordLanguage | undefined;
  /** Most entries, 1 to 10,000. Default 10. */
  readonly limit?: number | undefined;
  /** Entries read by one round trip, 1 to 10,000. Default 200. */
  readonly batchSize?: number | undefined;
  /** Ends the reading, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** An entry whose question or answer has a word that was looked for. */
export interface FoundByWords
  extends Pick<
    ExportedEntry,
    | "entryId"
    | "prompt"
    | "response"
    | "tags"
    | "model"
    | "category"
    | "writer"
    | "onProbation"
    | "createdAtMs"
  > {
  /** BM25 over the words of question and answer, above 0. Scores of different calls cannot be compared. */
  readonly textScore: number;
}

/** Characters of an answer whose words are read. */
const MAX_CHARACTERS = 262_144;
const DEFAULT_LIMIT = 10;

/** An entry that has one of the words: how often it has each, and the number of its words. */
interface Match {
  readonly entryId: string;
  readonly counts: readonly number[];
  readonly length: number;
}

/**
 * Reads every entry of the tenant, a batch at a time, counts its words in this process, and reads the best again. The cache keeps no
 * index of words, which each store would have to pay for. An entry that comes twice counts once.
 *
 * @throws OctavecError `INVALID_ARGUMENT`, `MISSING_DEPENDENCY`, and the codes of commands.
 */
export async function findByWords(
  context: EntryContext,
  { text, language, limit = DEFAULT_LIMIT, batchSize, signal }: FindByWordsOptions,
): Promise<FoundByWords[]> {
  if (typeof text !== "string") throw invalid("text: expected a string");
  if (language !== undefined && !isWordLanguage(language))
    throw invalid('language: expected the code of a language that has stems, such as "en"');
  checkCount("find: limit", limit);
  if (language !== undefined) await loadStemmer(language);
  const words = [...new Set(stemsOf(text, language))];
  if (words.length === 0) return [];
  const placeOf = new Map(words.map((word, place) => [word, place]));
  const seen = new Set<string>();
  const having = words.map(() => 0);
  const matches: Match[] = [];
  let totalLength = 0;
  const slice = new TimeSlice();
  for await (const entry of exportEntries(context, { vectors: false, batchSize, signal })) {
    if (seen.has(entry.entryId)) continue;
    seen.add(entry.entryId);
    const stems = stemsOf(`${entry.prompt}\n${entry.response}`.slice(0, MAX_CHARACTERS), language);
    totalLength += stems.length;
    const counts = words.map(() => 0);
    for (const stem of stems) {
      const place = placeOf.get(stem);
      if (place !== undefined) counts[place]!++;
    }
    for (const [place, count] of counts.entries()) if (count > 0) having[place]!++;
    if (counts.some((count) => count > 0))
      matches.push({ entryId: entry.entryId, counts, length: stems.length });
    if (slice.isOver) await slice.giveWay();
  }
  const totals = { documents: seen.size, averageLength: totalLength / seen.size };
  const weights = having.map((count) => wordWeight(totals, count));
  const best = matches
    .map(({ entryId, counts, length }) => {
      const terms = counts.map((count, place) => ({ weight: weights[place]!, count }));
      return { entryId, textScore: bm25(terms, length, totals) };
    })
    .sort((a, b) => b.textScore - a.textScore || (a.entryId < b.entryId ? -1 : 1))
    .slice(0, limit);
  return readFound(context, best, signal);
}

/** Reads the best again, because the texts of all matches would not fit into memory. Those that have gone meanwhile are left out. */
async function readFound(
  context: EntryContext,
  best: readonly { readonly entryId: string; readonly textScore: number }[],
  signal: AbortSignal | undefined,
): Promise<FoundByWords[]> {
  const generation = await readGeneration(context, signal);
  const found: FoundByWords[] = [];
  for (let start = 0; start < best.length; start += CHUNK) {
    const chunk = best.slice(start, start + CHUNK);
    const ids = chunk.map(({ entryId }) => entryId);
    const { entries } = await readLiving(context, generation, ids, { signal });
    const entryOf = new Map(entries.map(({ living }) => [living.entry.entryId, living.entry]));
    for (const { entryId, textScore } of chunk) {
      const entry = entryOf.get(entryId);
      if (entry === undefined) continue;
      const { prompt, response, tags, model, category, writer, onProbation, createdAtMs } = entry;
      const source = writer === undefined ? {} : { writer, onProbation };
      found.push({ entryId, textScore, prompt, response, tags, model, category, ...source, createdAtMs });
    }
  }
  return found;
}

const CHUNK = 200;

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `find: ${problem}.`);
}
