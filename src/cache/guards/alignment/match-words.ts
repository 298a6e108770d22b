import type { Language } from "../../../text/index.js";
import type { ContentWord } from "./aligned-text.js";
import { areSynonyms } from "./synonyms.js";
import { areInflected, areRelated } from "./word-forms.js";

/** Whether one stem may take the other's place, as far as that was learned. */
export type MayExchange = (a: string, b: string) => boolean | undefined;

/** Two words that agree and are not equal. */
export interface ExchangedWords {
  readonly query: ContentWord;
  readonly entry: ContentWord;
}

export interface Matched {
  /** Pairs of words that agree. */
  readonly common: number;
  /** Those of them whose stems differ. */
  readonly exchanged: readonly ExchangedWords[];
  /** Words that agree changed places; a word that moved within its gap (`water deep`, `deep water`) does not count. */
  readonly isReordered: boolean;
  /** Words that agree stand in another order. */
  readonly isSwapped: boolean;
  readonly onlyQuery: readonly ContentWord[];
  readonly onlyEntry: readonly ContentWord[];
}

/** Synonyms are looked for only if so few words are left: else the texts differ anyway. */
const MAX_LEFT = 6;

export const NOTHING_LEARNED: MayExchange = () => undefined;

/**
 * Pairs equal words first, then what was learned to agree, then forms and synonyms. Each word has at most one partner. Which text is the
 * query changes nothing: where a word stands several times, the choice of its partner could depend on it, so the pairing always begins
 * with the same one of the two texts.
 */
export function matchWords(
  query: readonly ContentWord[],
  entry: readonly ContentWord[],
  language: Language,
  mayExchange: MayExchange,
): Matched {
  if (isFirst(query, entry)) return pairWords(query, entry, language, mayExchange);
  const { onlyQuery, onlyEntry, exchanged, ...others } = pairWords(entry, query, language, mayExchange);
  return {
    ...others,
    exchanged: exchanged.map((pair) => ({ query: pair.entry, entry: pair.query })),
    onlyQuery: onlyEntry,
    onlyEntry: onlyQuery,
  };
}

/** The shorter text, or the first by its stems. */
function isFirst(query: readonly ContentWord[], entry: readonly ContentWord[]): boolean {
  if (query.length !== entry.length) return query.length < entry.length;
  for (const [place, { stem }] of query.entries()) {
    const other = entry[place]!.stem;
    if (stem !== other) return stem < other;
  }
  return true;
}

function pairWords(
  query: readonly ContentWord[],
  entry: readonly ContentWord[],
  language: Language,
  mayExchange: MayExchange,
): Matched {
  const partner = new Int16Array(query.length).fill(-1);
  const taken = new Uint8Array(entry.length);
  const pair = (agree: (a: ContentWord, b: ContentWord) => boolean) => {
    for (let i = 0; i < query.length; i++) {
      if (partner[i]! >= 0) continue;
      const after = i === 0 ? 0 : partner[i - 1]! + 1;
      for (let step = 0; step < entry.length; step++) {
        const j = (after + step) % entry.length;
        if (taken[j] || !agree(query[i]!, entry[j]!)) continue;
        partner[i] = j;
        taken[j] = 1;
        break;
      }
    }
  };
  pair((a, b) => a.stem === b.stem);
  const left = count(partner, -1);
  if (left > 0 && left <= MAX_LEFT) {
    const isForm = language === "en" ? areRelated : areInflected;
    const isRuledOut = (a: ContentWord, b: ContentWord) => mayExchange(a.stem, b.stem) === false;
    pair((a, b) => mayExchange(a.stem, b.stem) === true);
    pair((a, b) => isForm(a.stem, b.stem) && !isRuledOut(a, b));
    pair((a, b) => areSynonyms(a.stem, b.stem, language) && !isRuledOut(a, b));
  }
  return {
    common: query.length - count(partner, -1),
    exchanged: query.flatMap((word, i) => {
      const other = entry[partner[i]!];
      return other === undefined || other.stem === word.stem ? [] : [{ query: word, entry: other }];
    }),
    ...orderOf(query, entry, partner),
    onlyQuery: query.filter((_, i) => partner[i]! < 0),
    onlyEntry: entry.filter((_, j) => taken[j] === 0),
  };
}

function orderOf(
  query: readonly ContentWord[],
  entry: readonly ContentWord[],
  partner: Int16Array,
): Pick<Matched, "isReordered" | "isSwapped"> {
  let isSwapped = false;
  for (let i = 0; i < query.length; i++) {
    for (let k = i + 1; k < query.length; k++) {
      const [ours, theirs] = [partner[i]!, partner[k]!];
      if (ours < 0 || theirs < 0 || ours < theirs) continue;
      isSwapped = true;
      const inOneGap = query[i]!.gap === query[k]!.gap && entry[ours]!.gap === entry[theirs]!.gap;
      if (!inOneGap || isAround(partner, i, k)) return { isReordered: true, isSwapped };
    }
  }
  return { isReordered: false, isSwapped };
}

/** Whether the two words at `i` and `k` change places around a third one: `dog bites man`, but not a word that only moved. */
function isAround(partner: Int16Array, i: number, k: number): boolean {
  for (let m = i + 1; m < k; m++) if (partner[k]! < partner[m]! && partner[m]! < partner[i]!) return true;
  return false;
}

function count(list: Int16Array, wanted: number): number {
  let found = 0;
  for (const value of list) if (value === wanted) found++;
  return found;
}
