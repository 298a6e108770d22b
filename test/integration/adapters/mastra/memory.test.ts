import { SemanticRecall } from "@mastra/core/processors";
import { expect, inject, test } from "vitest";
import { createTestEmbedder } from "../../../../src/embedding/index.js";
import { openStore } from "./versions.js";

interface Message {
  readonly id: string;
  readonly role: "user" | "assistant";
  readonly createdAt: Date;
  readonly content: { readonly format: 2; readonly content: string; readonly parts: [] };
}

function message(id: string, text: string): Message {
  const content = { format: 2, content: text, parts: [] } as const;
  return { id, role: "user", createdAt: new Date(0), content: { ...content, parts: [] } };
}

/** An embedding model, as Mastra asks for it. */
function embeddingModel() {
  const embedder = createTestEmbedder({ dimension: 32 });
  const doEmbed = async ({ values }: { values: string[] }) => {
    const vectors = await embedder.embed(values);
    return { embeddings: vectors.map((vector) => Array.from(vector)), warnings: [] };
  };
  return { specificationVersion: "v2", provider: "test", modelId: "test-1", doEmbed };
}

test("the memory of an agent recalls what was said before in the thread, and nothing of other threads", async () => {
  const vector = await openStore(inject("redisUrl"));
  const asked: unknown[] = [];
  const failures: unknown[] = [];
  const storage = {
    listMessages: async ({ include }: { include: { id: string }[] }) => {
      asked.push(...include.map(({ id }) => id));
      return { messages: [] };
    },
  };
  // It reports failures to the logger and goes on.
  const logger = {
    error: (...failure: unknown[]) => failures.push(failure),
    debug() {},
    info() {},
    warn() {},
  };
  const options = {
    vector,
    storage,
    logger,
    embedder: embeddingModel(),
    topK: 1,
    scope: "thread",
    messageRange: 0,
  };
  const recall = new SemanticRecall(options as never);
  const inThread = (id: string, messages: Message[]) => ({
    messages,
    requestContext: new Map([["MastraMemory", { thread: { id }, resourceId: "ada" }]]),
  });
  const said = [message("m1", "my cat is called Rex"), message("m2", "the invoice is due on Friday")];
  await recall.processOutputResult(inThread("t1", said) as never);
  await recall.processOutputResult(inThread("t2", [message("m3", "my cat is called Tom")]) as never);
  expect(await vector.listIndexes()).toEqual(["mastra_memory_test_1"]);

  await recall.processInput(inThread("t1", [message("q1", "what is my cat called")]) as never);
  await recall.processInput(inThread("t2", [message("q2", "what is my cat called")]) as never);
  expect(asked).toEqual(["m1", "m3"]);
  expect(failures).toEqual([]);
});

test("the fields that Mastra's memory wants to have indexed are accepted, because all are", async () => {
  const vector = await openStore(inject("redisUrl"));
  const index = {
    indexName: "memory_messages",
    dimension: 32,
    metadataIndexes: ["thread_id", "resource_id"],
  };
  await vector.createIndex(index);
  expect(await vector.listIndexes()).toEqual(["memory_messages"]);
  const hnsw = { ...index, indexConfig: { type: "hnsw" } };
  await expect(vector.createIndex(hnsw)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});
