import { describe, expect, test } from "vitest";
import { AI_SDK_CORPORA } from "./corpus/ai-sdk.js";
import { ANTHROPIC_CORPORA } from "./corpus/anthropic.js";
import type { Corpus, Pair } from "./corpus/corpus.js";
import { GOOGLE_CORPORA } from "./corpus/google.js";
import { LANGCHAIN_CORPORA } from "./corpus/langchain.js";
import { OPENAI_CORPORA } from "./corpus/openai.js";
import { type Identity, identify } from "./keys.js";

const FAMILIES: Readonly<Record<string, readonly Corpus[]>> = {
  OpenAI: OPENAI_CORPORA,
  Anthropic: ANTHROPIC_CORPORA,
  Google: GOOGLE_CORPORA,
  "the AI SDK": AI_SDK_CORPORA,
  LangChain: LANGCHAIN_CORPORA,
};

/** What the ids say of two requests, in the words of the corpus. */
function verdictOf(one: Identity, other: Identity): string {
  if ("reason" in other) return other.reason;
  if ("reason" in one) return `the first: ${one.reason}`;
  if (one.scopeId !== other.scopeId) return "different";
  return one.entryId === other.entryId ? "same" : "near";
}

describe.each(Object.entries(FAMILIES))("the corpus of %s", (_, corpora) => {
  test.each(corpora)("holds for every pair of $name", ({ read, pairs }) => {
    const wrong = pairs
      .map(({ verdict, one, other, why }) => {
        const found = verdictOf(identify(read(one)), identify(read(other)));
        return found === verdict ? undefined : `${why}: ${verdict}, found ${found}: ${JSON.stringify(other)}`;
      })
      .filter((one) => one !== undefined);
    expect(wrong).toEqual([]);
  });

  test.each(corpora)(
    "has no two requests of $name with one key that are not said to be the same",
    ({ read, pairs }) => {
      expect(sharedKeys(read, pairs)).toEqual([]);
    },
  );

  test("has at least 200 pairs that are said to be the same or not", () => {
    const said = corpora.flatMap(({ pairs }) => pairs.filter(({ verdict }) => isAboutKeys(verdict)));
    expect(said.length).toBeGreaterThanOrEqual(200);
    const distinct = new Set(said.map(({ one, other }) => JSON.stringify([one, other])));
    expect(distinct.size).toBe(said.length);
  });
});

function isAboutKeys(verdict: string): boolean {
  return verdict === "same" || verdict === "near" || verdict === "different";
}

/** Requests with one key among all of a corpus, if no chain of pairs says that they are the same. */
function sharedKeys(read: Corpus["read"], pairs: readonly Pair[]): string[] {
  const leaders = new Map<string, string>();
  const leaderOf = (body: string): string => {
    const leader = leaders.get(body) ?? body;
    return leader === body ? body : leaderOf(leader);
  };
  for (const { verdict, one, other } of pairs) {
    if (verdict === "same") leaders.set(leaderOf(sorted(one)), leaderOf(sorted(other)));
  }
  const holders = new Map<string, string>();
  return pairs
    .flatMap(({ one, other }) => [one, other])
    .flatMap((body) => {
      const identity = identify(read(body));
      if ("reason" in identity) return [];
      const text = sorted(body);
      const holder = holders.get(identity.entryId) ?? text;
      holders.set(identity.entryId, holder);
      return leaderOf(holder) === leaderOf(text) ? [] : [`${holder}\n${text}`];
    });
}

/** JSON with the members of all objects in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
