import { beforeEach, expect, test, vi } from "vitest";
import type { CacheEntry } from "../../../../src/cache/contract/index.js";
import { SessionTier } from "../../../../src/cache/memory/session-tier.js";

const TTL_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  return () => vi.useRealTimers();
});

function idOf(name: string): string {
  return name.padEnd(43, "_");
}

function entry(name: string, response = "yes", tags: string[] = []): CacheEntry {
  const about = { answerId: "a", tags, model: undefined, category: undefined, usage: undefined };
  return { entryId: idOf(name), response, prompt: name, createdAtMs: 0, ...about };
}

function open(limits: Partial<ConstructorParameters<typeof SessionTier>[0]> = {}) {
  const tier = new SessionTier({ ttlMs: TTL_MS, maxEntries: 2, maxBytes: 100_000, ...limits });
  const at = (session: string, name: string) => ({ session, entryId: idOf(name) });
  const keep = (session: string, name: string, response?: string, labels: string[] = []) => {
    tier.take(at(session, name), labels);
    tier.keep(at(session, name), entry(name, response));
  };
  const read = (session: string, name: string) =>
    tier.get(at(session, name), performance.now())?.entry.response;
  return { tier, at, keep, read };
}

test("a session finds its own answers and not those of another session", () => {
  const { keep, read } = open();
  keep("one", "q", "for one");
  keep("two", "q", "for two");
  expect([read("one", "q"), read("two", "q"), read("three", "q")]).toEqual(["for one", "for two", undefined]);
});

test("a session keeps the answers that it used last, and the time of an answer ends", () => {
  const { keep, read, tier } = open();
  keep("s", "a");
  keep("s", "b");
  read("s", "a");
  keep("s", "c");
  expect([read("s", "a"), read("s", "b"), read("s", "c")]).toEqual(["yes", undefined, "yes"]);
  vi.advanceTimersByTime(TTL_MS);
  expect([read("s", "a"), read("s", "c"), tier.size, tier.sizeBytes]).toEqual([undefined, undefined, 0, 0]);
});

test("an invalidation of an entry, a label or everything removes answers, also those that are being made", () => {
  for (const [kind, what] of [
    ["entry", idOf("q")],
    ["label", "tag-1"],
    ["all", "*"],
    ["something-new", "x"],
  ] as const) {
    const { tier, at, keep, read } = open();
    keep("s", "q", "old", ["tag-1"]);
    keep("s", "other", "stays");
    tier.take(at("t", "q"), ["tag-1"]);
    tier.apply({ id: "5-0", kind, what });
    tier.keep(at("t", "q"), entry("q", "made before"));
    expect([read("s", "q"), read("t", "q")]).toEqual([undefined, undefined]);
    expect(read("s", "other")).toBe(kind === "entry" || kind === "label" ? "stays" : undefined);
  }
});

test("another answer to the question, stored by somebody else, leaves the session's own answer", () => {
  const { tier, keep, read } = open();
  keep("s", "q", "mine");
  tier.apply({ id: "5-0", kind: "put", what: idOf("q") });
  expect(read("s", "q")).toBe("mine");
});

test("a place that is taken again keeps its answer until the new one is there, and obeys the labels of both calls", () => {
  const { tier, at, keep, read } = open();
  keep("s", "q", "first", ["tag-1"]);
  tier.take(at("s", "q"), ["tag-2"]);
  expect(read("s", "q")).toBe("first");
  tier.apply({ id: "5-0", kind: "label", what: "tag-1" });
  expect(read("s", "q")).toBeUndefined();
});

test("all sessions together stay within their bytes, and an answer that is too large is not kept", () => {
  const { tier, keep, read } = open({ maxBytes: 5_000, maxEntries: 100 });
  for (let index = 0; index < 50; index++) keep(`s${index}`, "q");
  expect(tier.sizeBytes).toBeLessThanOrEqual(5_000);
  expect(tier.size).toBeGreaterThan(1);
  keep("large", "q", "x".repeat(10_000));
  expect(read("large", "q")).toBeUndefined();
});
