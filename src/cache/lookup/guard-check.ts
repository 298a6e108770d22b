import type { ResolvedCacheSettings } from "../../options/index.js";
import type { CacheEntry } from "../entry/index.js";
import { extractFacts, runGuards, type TextFacts } from "../guards/index.js";
import type { IdentifiedRequest } from "../request/index.js";
import type { GuardNote } from "./lookup-result.js";
import type { StoredFacts } from "./stored-facts.js";

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
