import { LRUCache } from "lru-cache";
import type { ResolvedCacheSettings } from "../../options/index.js";
import type { CacheEntry, GuardNote } from "../contract/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { GUARD_NAMES, runGuards } from "./run-guards.js";
import { extractFacts, type TextFacts } from "./text-facts.js";

/** What the guards look for in stored questions, by question. Finding it is most of a guard's time. */
export type StoredFacts = LRUCache<string, TextFacts>;

export function createStoredFacts(): StoredFacts {
  return new LRUCache({ max: 1_000, memoMethod: extractFacts });
}

/** The words of two questions in which a guard finds a contradiction; undefined if it finds none. **They are words of prompts.** */
export function contradictingWords(
  guard: string,
  query: string,
  entry: string,
): { readonly query: readonly string[]; readonly entry: readonly string[] } | undefined {
  const known = GUARD_NAMES.find((name) => name === guard);
  if (known === undefined) return undefined;
  return runGuards(extractFacts(query), extractFacts(entry), [known])[0]?.tokens;
}

/** The guards for one request, whose question is read once. Their notes hold no words of the prompts. */
export function guardCheckFor(
  settings: ResolvedCacheSettings,
  stored: StoredFacts,
  { prompt, category, media }: IdentifiedRequest,
): (entry: CacheEntry) => readonly GuardNote[] {
  const enabled =
    (category === undefined ? undefined : settings.categories[category]?.guards) ?? settings.guards;
  if (enabled === false || enabled.length === 0) return () => [];
  let facts: TextFacts | undefined;
  return ({ entryId, prompt: storedPrompt, modality }) => {
    // Words of a text say nothing of an image, and those of code are others than those of a question about it.
    if (modality !== media?.modality || modality === "image") {
      return enabled.map((guard) => ({ entryId, guard, verdict: "not-applicable" }));
    }
    facts ??= extractFacts(prompt);
    return runGuards(facts, stored.memo(storedPrompt), enabled).map(({ guard, verdict, detail }) => ({
      entryId,
      guard,
      verdict,
      ...(detail === undefined ? {} : { detail }),
    }));
  };
}
