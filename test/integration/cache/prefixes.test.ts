import { expect, inject, it } from "vitest";
import type { Embedder, TextPrefixes } from "../../../src/embedding/index.js";
import { countingEmbedder, openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";

const url = inject("redisUrl");

/** An embedder whose model wants this before texts that are compared. Its vectors do not depend on it. */
function wanting(similarity: string | undefined, seen: string[] = []): Embedder {
  const inner = countingEmbedder();
  const prefixes: TextPrefixes | undefined =
    similarity === undefined ? undefined : { question: "q: ", text: "t: ", similarity };
  return {
    model: inner.model,
    dimension: inner.dimension,
    prefixes,
    embed: (texts, options) => {
      seen.push(...texts);
      return inner.embed(
        texts.map((text) => text.slice(similarity?.length ?? 0)),
        options,
      );
    },
  };
}

it("the embedder gets every question with the prefix for texts that are compared, and Redis without it", async () => {
  const seen: string[] = [];
  const { cache } = await openCache(url, { embedder: wanting("same: ", seen), threshold: 0.5 });
  await cache.store({ prompt: "How do I pay my bill?", response: "By mail." });
  await cache.warm([{ prompt: "Where are you?", response: "In Rome." }]);
  const found = await cache.lookup({ prompt: "how do i pay the bill" });
  expect(found).toMatchObject({ hit: true, response: "By mail." });
  await cache.previewInvalidation({ near: "bills", similarity: 0.9 });
  expect(seen).toEqual([
    "same: how do i pay my bill",
    "same: where are you",
    "same: how do i pay the bill",
    "same: bills",
  ]);
  const [exported] = await collect(cache.export());
  expect(exported?.prompt).not.toContain("same:");
});

it("answers that were stored with another prefix are not found, and not imported", async () => {
  const question = { prompt: "How do I pay my bill?" };
  const { cache, another } = await openCache(url, { embedder: wanting("old: "), threshold: 0.5 });
  await cache.store({ ...question, response: "By mail." });
  const changed = another({ embedder: wanting("new: ") });
  expect(await changed.lookup(question)).toMatchObject({ hit: false });
  expect(await changed.lookup({ prompt: "how do i pay the bill" })).toMatchObject({ hit: false });
  const report = await changed.warm(cache.export());
  expect(report).toMatchObject({ done: 0, failed: 1 });
  expect(await another({ embedder: wanting("old: ") }).lookup(question)).toMatchObject({ hit: true });
});

it("answers that were stored before prefixes were known are found by models that want none", async () => {
  const question = { prompt: "How do I pay my bill?" };
  const { cache, another } = await openCache(url, { embedder: wanting(undefined), threshold: 0.5 });
  await cache.store({ ...question, response: "By mail." });
  expect(await another({ embedder: wanting("") }).lookup(question)).toMatchObject({ hit: true });
});
