import type { ResolvedCacheSettings } from "../../options/index.js";
import type { CacheEntry, GuardNote } from "../contract/index.js";
import type { IdentifiedRequest } from "../question/index.js";
import { runGuards } from "./run-guards.js";
import type { StoredFacts } from "./stored-facts.js";
import { extractFacts, type TextFacts } from "./text-facts.js";

/** What the guards say of a stored question. */
export type GuardCheck = (entry: CacheEntry) => readonly GuardNote[];

/** The guards for one request; what they look for in its question is found once. Their notes hold no words of the prompts. */
export function guardCheckFor(
  settings: ResolvedCacheSettings,
  stored: StoredFacts,
  { prompt, category }: IdentifiedRequest,
): GuardCheck {
  const enabled =
    (category === undefined ? undefined : settings.categories[category]?.guards) ?? settings.guards;
  if (enabled === false || enabled.length === 0) return () => [];
  let facts: TextFacts | undefined;
  return (entry) => {
    facts ??= extractFacts(prompt);
    return runGuards(facts, stored.of(entry.prompt), enabled).map(({ guard, verdict, detail }) => ({
      entryId: entry.entryId,
      guard,
      verdict,
      ...(detail === undefined ? {} : { detail }),
    }));
  };
}
