import { LRUCache } from "lru-cache";
import type { ResolvedCacheSettings } from "../../options/index.js";
import { fnv1a } from "../../text/index.js";
import type { CacheEntry, GuardNote, LearnedWords, Substitution, WordPair } from "../contract/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { type MayExchange, NOTHING_LEARNED } from "./alignment/match-words.js";
import { onlyExchangeOf } from "./alignment/only-exchange.js";
import { GUARD_NAMES, runGuards } from "./run-guards.js";
import { extractFacts, type TextFacts } from "./text-facts.js";

/** What the guards look for in stored questions, by question. Finding it is most of a guard's time. */
export type StoredFacts = LRUCache<string, TextFacts>;

/** What guards need besides the two questions. */
export interface GuardContext {
  readonly settings: ResolvedCacheSettings;
  readonly storedFacts: StoredFacts;
  /** Undefined: nobody learns. */
  readonly words: LearnedWords | undefined;
}

/** The guards for one request, whose question is read once. */
export interface QuestionCheck {
  /** What the enabled guards say of an entry, without any words of the prompts. */
  readonly notesOn: (entry: CacheEntry) => readonly GuardNote[];
  /** Whether the guard `alignment`, enabled or not, finds that the entry's question asks the same. */
  readonly agreesWith: (entry: CacheEntry) => boolean;
  /** The only words in which the question and the entry's differ. Undefined if there are others, and if nobody learns. */
  readonly substitutionIn: (entry: CacheEntry) => Substitution | undefined;
}

/** If one of these finds a contradiction, it is not clear that a word makes the difference. `names` may see the very word. */
const BESIDE_WORDS = GUARD_NAMES.filter((guard) => guard !== "alignment" && guard !== "names");

export function createStoredFacts(): StoredFacts {
  return new LRUCache({ max: 1_000, memoMethod: extractFacts });
}

/** The words of two questions that a note of a guard is about; undefined if it is about none. **They are words of prompts.** */
export function wordsOfNote(
  { guard: name, detail }: GuardNote,
  { query, entry }: { readonly query: string; readonly entry: string },
  words: LearnedWords | undefined,
): { readonly query: readonly string[]; readonly entry: readonly string[] } | undefined {
  const guard = GUARD_NAMES.find((known) => known === name);
  if (guard === undefined || detail === undefined) return undefined;
  return runGuards(extractFacts(query), extractFacts(entry), [guard], byStem(words))[0]?.tokens;
}

export function guardCheckFor(
  { settings, storedFacts, words }: GuardContext,
  { prompt, category, media }: IdentifiedRequest,
): QuestionCheck {
  const enabled =
    (category === undefined ? undefined : settings.categories[category]?.guards) ?? settings.guards;
  const mayExchange = byStem(words);
  let facts: TextFacts | undefined;
  const factsOf = (entry: CacheEntry) => {
    facts ??= extractFacts(prompt);
    return [facts, storedFacts.memo(entry.prompt)] as const;
  };
  // Words of a text say nothing of an image, and those of code are others than those of a question about it.
  const areWords = ({ modality }: CacheEntry) => modality === media?.modality && modality !== "image";
  return {
    notesOn: (entry) => {
      if (enabled === false || enabled.length === 0) return [];
      const { entryId } = entry;
      if (!areWords(entry)) return enabled.map((guard) => ({ entryId, guard, verdict: "not-applicable" }));
      return runGuards(...factsOf(entry), enabled, mayExchange).map(({ guard, verdict, detail }) => ({
        entryId,
        guard,
        verdict,
        ...(detail === undefined ? {} : { detail }),
      }));
    },
    agreesWith: (entry) =>
      areWords(entry) && runGuards(...factsOf(entry), ["alignment"], mayExchange)[0]?.verdict === "pass",
    substitutionIn: (entry) =>
      words !== undefined && media === undefined && areWords(entry)
        ? substitutionOf(entry, ...factsOf(entry))
        : undefined,
  };
}

function substitutionOf(
  { entryId, answerId }: CacheEntry,
  query: TextFacts,
  entry: TextFacts,
): Substitution | undefined {
  const only = onlyExchangeOf(query.aligned, entry.aligned);
  if (only === undefined) return undefined;
  if (runGuards(query, entry, BESIDE_WORDS).some(({ verdict }) => verdict === "reject")) return undefined;
  return { entryId, answerId, words: pairOf(...only.stems), context: fnv1a(only.context) };
}

function byStem(words: LearnedWords | undefined): MayExchange {
  return words === undefined ? NOTHING_LEARNED : (a, b) => words.mayExchange(pairOf(a, b));
}

function pairOf(a: string, b: string): WordPair {
  const [one, other] = [fnv1a(a), fnv1a(b)];
  return one < other ? [one, other] : [other, one];
}
