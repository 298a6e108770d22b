import { expect, test, vi } from "vitest";
import { OctavecError } from "../../../src/errors/index.js";
import type { Executor } from "../../../src/executor.js";
import { f } from "../../../src/index.js";
import { createRag } from "../../../src/rag/index.js";
import { openRag, QUESTION, repeatingModel } from "./open-rag.js";

const V1 = { id: "returns.md", version: "1", text: "# Returns\nA used bicycle may be returned for 14 days." };
const V2 = { id: "returns.md", version: "2", text: "# Returns\nA used bicycle may be returned for 30 days." };

test("a question finds the passages of documents, with their attributes, and filters apply to these", async () => {
  const { rag } = await openRag();
  await rag.addDocument({ ...V1, attributes: { shop: "north", year: 2024 } });
  await rag.addDocument({ ...V1, id: "other.md", attributes: { shop: "south" } });
  const { chunks, documents, cached } = await rag.retrieve(QUESTION, { filter: f.eq("shop", "north") });
  expect(chunks).toEqual([
    {
      document: "returns.md",
      version: "1",
      part: 0,
      text: "Returns\nA used bicycle may be returned for 14 days.",
      similarity: expect.any(Number),
      attributes: { shop: "north", year: 2024 },
    },
  ]);
  expect({ documents, cached }).toEqual({ documents: [{ id: "returns.md", version: "1" }], cached: false });
  expect((await rag.retrieve(QUESTION, { k: 2 })).documents).toHaveLength(2);
  expect((await rag.retrieve(QUESTION, { minSimilarity: 0.999 })).chunks).toEqual([]);
  const byWords = await rag.retrieve("bicycle", { words: true, filter: f.eq("document", "other.md") });
  expect(byWords.documents).toEqual([{ id: "other.md", version: "1" }]);
});

test("a changed document replaces its chunks, and an unchanged one is not embedded again", async () => {
  const { rag, docs, embedder, leftovers } = await openRag();
  const long = { ...V1, text: `${V1.text}\n\n# Repairs\nWe repair brakes.\n\n# Hours\nNine to five.` };
  expect(await rag.addDocument(long)).toEqual({ changed: true, version: "1", chunks: 3 });
  const embedded = embedder.texts.length;
  expect(await rag.addDocument(long)).toEqual({ changed: false, version: "1", chunks: 3 });
  expect(embedder.texts).toHaveLength(embedded);
  expect(await rag.addDocument({ ...long, attributes: { lang: "en" } })).toMatchObject({ changed: true });
  expect(await rag.addDocument(V2)).toEqual({ changed: true, version: "2", chunks: 1 });
  expect(await docs.count()).toBe(1);
  expect((await rag.retrieve(QUESTION)).chunks.map(({ version }) => version)).toEqual(["2"]);
  expect(await leftovers()).toBe(0);
  await docs.clear();
  expect(await rag.addDocument(V2), "somebody has emptied the collection").toMatchObject({ changed: true });
});

test("a document without a version has the hash of its content for one", async () => {
  const { rag } = await openRag();
  const { version: _, ...plain } = V1;
  const first = await rag.addDocument(plain);
  expect(first.version).toMatch(/^[\w-]{22}$/);
  expect(await rag.addDocument({ ...plain, text: V2.text })).not.toMatchObject({ version: first.version });
});

test("a removed document is not found, and its answers are gone", async () => {
  const { rag, docs, cache } = await openRag();
  const { produce } = repeatingModel();
  await rag.addDocument(V1);
  await rag.answer(QUESTION, produce);
  expect(await rag.removeDocument(V1.id)).toBe(true);
  expect((await rag.retrieve(QUESTION)).chunks).toEqual([]);
  expect(await docs.count()).toBe(0);
  expect(await entriesOf(cache)).toBe(0);
  expect(await rag.removeDocument(V1.id)).toBe(false);
});

/** The process dies before its n-th command: nothing that it sends afterwards arrives. */
function dyingAfter(commands: number): { wrap: (executor: Executor) => Executor; died: () => boolean } {
  let left = commands;
  const alive = () => {
    left--;
    if (left < 0) throw new OctavecError("CONNECTION_LOST", "The process has died.");
  };
  const wrap = (executor: Executor): Executor => ({
    capabilities: executor.capabilities,
    send: async (command, options) => {
      alive();
      return executor.send(command, options);
    },
    pipeline: async (steps, options) => {
      alive();
      return executor.pipeline(steps, options);
    },
  });
  return { wrap, died: () => left < 0 };
}

test("wherever a process dies, no answer of the old version is served beside the new one, and repeating the call repairs all", async () => {
  const seen = new Set<string>();
  for (let commands = 0; ; commands++) {
    const { rag, docs, cache, another, leftovers } = await openRag();
    const { produce } = repeatingModel();
    await rag.addDocument(V1);
    await rag.answer(QUESTION, produce);
    const { wrap, died } = dyingAfter(commands);
    const outcome = await another(wrap)
      .addDocument(V2)
      .catch(() => "died");

    const answer = await rag.answer(QUESTION, produce);
    const days = /(\d+) days/.exec(answer.response)?.[1];
    const version = answer.documents.map(({ version }) => version).join();
    seen.add(`${version}: ${days} days, ${answer.hit ? "hit" : "miss"}`);

    await rag.addDocument(V2);
    expect((await rag.answer(QUESTION, produce)).response, `after ${commands} commands`).toContain("30 days");
    // What a dead process was about to write may be removed by others only after an hour.
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_001);
    await rag.sweep();
    vi.restoreAllMocks();
    expect(await docs.count()).toBe(1);
    expect(await leftovers()).toBe(0);
    expect(await entriesOf(cache)).toBe(1);
    if (!died()) {
      expect(outcome).toMatchObject({ changed: true });
      break;
    }
  }
  expect([...seen].sort()).toEqual(["1: 14 days, hit", "2: 30 days, miss"]);
});

test("of two calls for one document at the same time one wins as a whole", async () => {
  const { rag, docs, another, leftovers } = await openRag();
  const more = "\n\n# Repairs\nWe repair brakes of bicycles.";
  const both = [V1, { ...V2, text: V2.text + more }];
  for (let time = 0; time < 3; time++) {
    await Promise.all(both.map((document, at) => (at === 0 ? rag : another()).addDocument(document)));
    await rag.sweep();
    const { chunks, documents } = await rag.retrieve(QUESTION);
    expect(documents).toHaveLength(1);
    expect(chunks).toHaveLength(documents[0]?.version === "1" ? 1 : 2);
    expect(await docs.count()).toBe(chunks.length);
    expect(await leftovers()).toBe(0);
  }
});

test("a call whose chunks were removed because it took too long writes them again", async () => {
  const { another, rag, docs } = await openRag();
  let isEmbedding = () => {};
  const begun = new Promise<void>((resolve) => {
    isEmbedding = resolve;
  });
  let goOn = () => {};
  const slow = another((executor) => ({
    capabilities: executor.capabilities,
    send: (command, options) => executor.send(command, options),
    pipeline: async (steps, options) => {
      // The transaction that makes the chunks the current ones.
      if (steps.some((step) => "transaction" in step && String(step.transaction[0]?.[0]) === "HGET")) {
        isEmbedding();
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      }
      return executor.pipeline(steps, options);
    },
  }));
  const added = slow.addDocument(V1);
  await begun;
  vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_001);
  await rag.sweep();
  vi.restoreAllMocks();
  expect(await docs.count()).toBe(0);
  goOn();
  await added;
  expect((await rag.retrieve(QUESTION)).chunks).toHaveLength(1);
});

test("chunks of killed calls do not take the places of others", async () => {
  const { rag, docs, embedder } = await openRag();
  await rag.addDocument(V1);
  const [vector] = await embedder.embed([QUESTION]);
  const dead = { document: "returns.md", version: "0", generation: "dead", text: "Dead." };
  await docs.upsertMany(
    Array.from({ length: 20 }, (_, part) => ({
      id: `dead#${part}`,
      vector: vector!,
      attributes: { ...dead, part },
    })),
  );
  expect((await rag.retrieve(QUESTION, { k: 1 })).chunks.map(({ version }) => version)).toEqual(["1"]);
});

test("what cannot be right is refused before anything is sent", async () => {
  const { rag, docs, cache, embedder } = await openRag();
  const refused = (message: string) =>
    expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining(message) });
  await expect(rag.addDocument({ ...V1, id: "" })).rejects.toEqual(refused("addDocument: id"));
  await expect(rag.addDocument({ ...V1, id: "x".repeat(101) })).rejects.toEqual(
    refused("1 to 100 characters"),
  );
  await expect(rag.addDocument({ ...V1, text: " \n" })).rejects.toEqual(refused("it has no words"));
  await expect(rag.addDocument({ ...V1, metadata: {} } as never)).rejects.toEqual(refused('"attributes"'));
  await expect(rag.addDocument({ ...V1, attributes: { text: "x" } })).rejects.toEqual(refused('"text"'));
  await expect(rag.retrieve(" ")).rejects.toEqual(refused("question"));
  await expect(rag.retrieve(QUESTION, { k: 17 })).rejects.toEqual(refused("1 to 16"));
  await expect(rag.retrieve(QUESTION, { limit: 3 } as never)).rejects.toEqual(refused("limit"));
  await expect(rag.retrieve(QUESTION, { minSimilarity: 2 })).rejects.toEqual(refused("minSimilarity"));
  const { produce } = repeatingModel();
  await expect(rag.answer(QUESTION, produce, { k: 16, tags: ["faq"] })).rejects.toEqual(refused("1 to 15"));
  await expect(rag.answer(QUESTION, "no" as never)).rejects.toEqual(refused("function"));
  expect(() => createRag({ repository: docs, embedder, cache, store: 1 } as never)).toThrow("unknown field");
  expect(() => createRag({ repository: docs, embedder: { ...embedder, dimension: 8 }, cache })).toThrow(
    "8 components",
  );
  expect(() => createRag({ repository: docs, embedder, cache: {} as never })).toThrow("SemanticCache");
  expect(embedder.texts).toEqual([]);
});

async function entriesOf(cache: { export(): AsyncIterable<unknown> }): Promise<number> {
  let count = 0;
  for await (const _ of cache.export()) count++;
  return count;
}
