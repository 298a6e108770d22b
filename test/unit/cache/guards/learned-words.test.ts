import { describe, expect, it } from "vitest";
import type { CacheEntry, LearnedWords, WordPair } from "../../../../src/cache/contract/index.js";
import { createStoredFacts, guardCheckFor, wordsOfNote } from "../../../../src/cache/guards/index.js";
import type { IdentifiedRequest } from "../../../../src/cache/question/index.js";
import { cacheSettingsSchema, parseOptions } from "../../../../src/options/index.js";

const SETTINGS = {
  ...parseOptions(cacheSettingsSchema, { namespace: "n", guards: ["alignment"] }, "options"),
  tenant: "t",
};

function entryOf(prompt: string): CacheEntry {
  const nothing = { tags: [], model: undefined, category: undefined, usage: undefined, createdAtMs: 0 };
  return { entryId: "entry", prompt, response: "r", answerId: "answer", ...nothing };
}

function checkOf(query: string, words: LearnedWords | undefined) {
  const request: Partial<IdentifiedRequest> = { prompt: query, text: query, entryId: "query", tags: [] };
  const context = { settings: SETTINGS, storedFacts: createStoredFacts(), words };
  return guardCheckFor(context, request as IdentifiedRequest);
}

const UNTAUGHT: LearnedWords = { mayExchange: () => undefined };

function substitutionOf(query: string, entry: string) {
  return checkOf(query, UNTAUGHT).substitutionIn(entryOf(entry));
}

/** Knows one pair of words: those in which these two questions differ. */
function taught(query: string, entry: string, mayExchange: boolean): LearnedWords {
  const known = String(substitutionOf(query, entry)?.words);
  return { mayExchange: (words: WordPair) => (String(words) === known ? mayExchange : undefined) };
}

function noteOn(query: string, entry: string, words: LearnedWords) {
  return checkOf(query, words).notesOn(entryOf(entry))[0];
}

const TICKET = ["How do I open a ticket?", "How do I open a case?"] as const;
const TICKETS = ["Where are my tickets?", "Where are my cases?"] as const;
const DELETE = ["How do I delete my profile?", "How do I erase my profile?"] as const;

describe("what was learned about two words", () => {
  it("goes before the tables: two words that may be exchanged pass in every form", () => {
    expect(noteOn(...TICKET, UNTAUGHT)).toMatchObject({ verdict: "reject", detail: "different words" });
    const words = taught(...TICKET, true);
    expect(noteOn(...TICKET, words)).toMatchObject({ verdict: "pass", detail: "equal words, as learned" });
    expect(noteOn(...TICKETS, words)).toMatchObject({ verdict: "pass" });
    expect(checkOf(TICKET[0], words).agreesWith(entryOf(TICKET[1]))).toBe(true);
  });

  it("stops synonyms of the table that may not be exchanged", () => {
    expect(noteOn(...DELETE, UNTAUGHT)).toEqual({ entryId: "entry", guard: "alignment", verdict: "pass" });
    const words = taught(...DELETE, false);
    expect(noteOn(...DELETE, words)).toMatchObject({
      verdict: "reject",
      detail: "different words, as learned",
    });
  });

  it("says nothing of other words, and does not outweigh another difference", () => {
    const words = taught(...TICKET, true);
    expect(noteOn("How do I open a ticket?", "How do I open a window?", words)).toMatchObject({
      verdict: "reject",
    });
    expect(noteOn("How do I open a ticket?", "How do I not open a case?", words)).toMatchObject({
      verdict: "reject",
    });
    expect(noteOn("How do I open a ticket?", "How do I open a case in Oslo?", words)).toMatchObject({
      verdict: "reject",
    });
  });

  it("is named with its words in an explanation, and without them in a note", () => {
    const words = taught(...TICKET, true);
    const note = noteOn(...TICKET, words)!;
    expect(JSON.stringify(note)).not.toMatch(/ticket|case/);
    const [query, entry] = TICKET;
    expect(wordsOfNote(note, { query, entry }, words)).toEqual({ query: ["ticket"], entry: ["case"] });
  });
});

describe("a substitution is found", () => {
  it("if exactly one word differs, whether the tables know it or not", () => {
    expect(substitutionOf(...TICKET)).toMatchObject({ entryId: "entry", answerId: "answer" });
    expect(substitutionOf(...DELETE)).toBeDefined();
  });

  it("with the same words and context in either direction, and another context in another question", () => {
    const [query, entry] = TICKET;
    expect(substitutionOf(entry, query)).toEqual(substitutionOf(query, entry));
    const other = substitutionOf(...TICKETS);
    expect(other?.words).toEqual(substitutionOf(...TICKET)?.words);
    expect(other?.context).not.toBe(substitutionOf(...TICKET)?.context);
  });

  it.each([
    ["no word differs", "How do I open a ticket?", "How can I open the ticket?"],
    ["two words differ", "How do I open a ticket?", "How do I close a case?"],
    ["one has a word more", "How do I open a ticket?", "How do I open a ticket quickly?"],
    ["a number differs, too", "How do I open 2 tickets?", "How do I open 3 cases?"],
    ["a date differs, too", "Can I open a ticket in May 2024?", "Can I open a case in May 2025?"],
    ["one is a denial", "Why do I open a ticket?", "Why do I not open a case?"],
    ["the tense differs, too", "When did you open the ticket?", "When will you open the case?"],
    ["the small words differ", "How do I open a ticket?", "Where do I open a case?"],
    ["they are quite other questions", "How do I open a ticket?", "My bike is broken and it rains"],
  ])("but not if %s", (_, query, entry) => {
    expect(substitutionOf(query, entry)).toBeUndefined();
  });

  it("but not if nobody learns", () => {
    expect(checkOf(TICKET[0], undefined).substitutionIn(entryOf(TICKET[1]))).toBeUndefined();
  });
});
