import { expect, test } from "vitest";
import { collect } from "../../helpers/collect.js";
import { openRag, QUESTION, repeatingModel } from "./open-rag.js";

const RETURNS = { id: "returns.md", version: "1", text: "A used bicycle may be returned for 14 days." };
const REWORDED = "how long may I return a used bicycle please";

test("the same question and a similar one are answered from the cache while the documents stay as they are", async () => {
  const { rag, another } = await openRag();
  const { produce, calls } = repeatingModel();
  await rag.addDocument(RETURNS);
  const first = await rag.answer(QUESTION, produce);
  expect(first).toMatchObject({
    hit: false,
    response: "It says: A used bicycle may be returned for 14 days.",
  });
  expect(await another().answer(QUESTION, produce)).toMatchObject({
    hit: true,
    documents: [{ id: "returns.md", version: "1" }],
    chunks: [{ document: "returns.md", part: 0 }],
  });
  expect(await another().answer(REWORDED, produce, { threshold: 0.5 })).toMatchObject({
    hit: true,
    tier: "semantic",
  });
  expect(calls()).toBe(1);
});

test("a changed document brings a new answer, and the old one is removed from the cache", async () => {
  const { rag, cache } = await openRag();
  const { produce } = repeatingModel();
  await rag.addDocument(RETURNS);
  const { entryId } = await rag.answer(QUESTION, produce);
  await rag.addDocument({ ...RETURNS, version: "2", text: RETURNS.text.replace("14", "30") });
  for await (const entry of cache.export()) expect(entry.entryId).not.toBe(entryId);
  const next = await rag.answer(QUESTION, produce);
  expect(next).toMatchObject({ hit: false, response: expect.stringContaining("30 days") });
  const scopeOf = (id = "") => id.slice(0, 16);
  expect(scopeOf(next.entryId), "versions are part of the scope").not.toBe(scopeOf(entryId));
});

test("a change of one document leaves answers alone that were made of others", async () => {
  const { rag } = await openRag();
  const { produce, calls } = repeatingModel();
  await rag.addDocument(RETURNS);
  await rag.addDocument({ id: "hours.md", text: "The shop opens at nine on weekdays." });
  const ask = () => rag.answer(QUESTION, produce, { k: 1 });
  await ask();
  await rag.addDocument({ id: "hours.md", text: "The shop opens at ten on weekdays." });
  expect(await ask()).toMatchObject({ hit: true });
  expect(calls()).toBe(1);
});

test("the scope, the tags and the controls of a call reach the cache", async () => {
  const { rag, cache } = await openRag();
  const { produce, calls } = repeatingModel();
  await rag.addDocument(RETURNS);
  await rag.answer(QUESTION, produce, { scope: { model: "large", extra: { role: "staff" } }, tags: ["faq"] });
  await rag.answer(QUESTION, produce, { scope: { model: "small", extra: { role: "staff" } } });
  await rag.answer(QUESTION, produce, { scope: { model: "large", extra: { role: "guest" } } });
  expect(calls()).toBe(3);
  expect(await cache.invalidate({ tag: "faq" })).toEqual({ entries: 1 });
  expect(await rag.answer(QUESTION, produce, { scope: { model: "small" }, bypass: true })).toMatchObject({
    reason: "bypass",
  });
  await expect(rag.answer(QUESTION, produce, { ttl: 3 } as never)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  await expect(rag.answer("where is the harbour", produce, { onlyIfCached: true })).rejects.toMatchObject({
    code: "NOT_CACHED",
  });
});

test("an answer that was made of no document is not cached, so that the first document is seen", async () => {
  const { rag } = await openRag();
  const { produce, calls } = repeatingModel();
  expect(await rag.answer(QUESTION, produce)).toMatchObject({
    hit: false,
    notStored: "not-wanted",
    chunks: [],
  });
  await rag.answer(QUESTION, produce);
  expect(calls()).toBe(2);
  await rag.addDocument(RETURNS);
  expect((await rag.answer(QUESTION, produce)).response).toContain("14 days");
});

test("answers are streamed as they are made, and a hit is replayed", async () => {
  const { rag } = await openRag();
  await rag.addDocument(RETURNS);
  const ask = () =>
    rag.answerStream(QUESTION, async function* ({ chunks, signal }) {
      signal.throwIfAborted();
      yield "It says: ";
      yield chunks[0]?.text ?? "";
    });
  const first = await ask();
  const pieces = await collect(first.stream);
  expect(pieces).toEqual(["It says: ", RETURNS.text]);
  await first.answer;
  const again = await ask();
  expect(again).toMatchObject({ hit: true, documents: [{ id: "returns.md" }] });
  expect((await collect(again.stream)).join("")).toBe(pieces.join(""));
});

test("retrieval results are cached by meaning, until one of their documents changes or goes", async () => {
  const { cacheNamed, docs, rag: plain, another } = await openRag();
  const rag = another(undefined, { retrievalCache: cacheNamed("passages") });
  await rag.addDocument({ ...RETURNS, attributes: { shop: "north" } });
  await rag.addDocument({ id: "hours.md", text: "The shop with a used bicycle opens at nine." });
  const first = await rag.retrieve(QUESTION, { k: 1 });
  expect(first.cached).toBe(false);
  const again = await rag.retrieve(QUESTION, { k: 1 });
  expect(again).toEqual({ ...first, cached: true });
  expect(await rag.retrieve(QUESTION, { k: 2 }), "another k").toMatchObject({ cached: false });

  await plain.addDocument({ id: "rules.md", text: `${QUESTION}: 60 days` });
  expect(
    await rag.retrieve(QUESTION, { k: 1 }),
    "a new document is seen when the result has expired",
  ).toEqual(again);

  // By a process that knows nothing of the cache of retrieval results.
  await plain.addDocument({ ...RETURNS, version: "2", text: RETURNS.text.replace("14", "30") });
  const changed = await rag.retrieve(QUESTION, { k: 1 });
  expect(changed).toMatchObject({ cached: false, documents: [{ id: "rules.md" }] });
  await rag.removeDocument("rules.md");
  expect(await rag.retrieve(QUESTION, { k: 1 })).toMatchObject({
    cached: false,
    chunks: [{ version: "2", text: expect.stringContaining("30 days") }],
  });
  expect(await docs.count()).toBe(2);
});
