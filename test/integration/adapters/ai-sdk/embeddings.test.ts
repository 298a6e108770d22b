import { randomUUID } from "node:crypto";
import * as ai6 from "ai";
import { MockEmbeddingModelV3 } from "ai/test";
import * as ai7 from "ai7";
import { MockEmbeddingModelV4 } from "ai7/test";
import { expect, inject, test } from "vitest";
import { cachedEmbeddings } from "../../../../src/adapters/ai-sdk/index.js";
import { createAiSdkEmbedder, EmbeddingCache } from "../../../../src/embedding/index.js";
import { openCache } from "../../../helpers/cache.js";
import { openClient } from "../../../helpers/collection.js";

const DIMENSION = 8;
const PROMPT = "how do I reset the password of my account";

/** A model whose vector depends on the text, and that takes two texts at a time. */
function mockOf(calls: string[][]) {
  return {
    maxEmbeddingsPerCall: 2,
    doEmbed: async ({ values }: { values: string[] }) => {
      calls.push([...values]);
      const embeddings = values.map((value) =>
        Array.from({ length: DIMENSION }, (_, index) => 1 + ((value.length * (index + 3)) % 7)),
      );
      return { embeddings, usage: { tokens: values.length }, warnings: [] };
    },
  };
}

async function cacheOf(model: Parameters<typeof createAiSdkEmbedder>[0]["model"]) {
  const client = await openClient(inject("redisUrl"));
  const embedder = createAiSdkEmbedder({ model, dimension: DIMENSION });
  return new EmbeddingCache({ client, embedder, namespace: randomUUID() });
}

const VERSIONS = [
  {
    name: "ai@6",
    make: async (calls: string[][]) => {
      const model = new MockEmbeddingModelV3(mockOf(calls));
      const middleware = cachedEmbeddings({ cache: await cacheOf(model) });
      return { sdk: ai6, model: ai6.wrapEmbeddingModel({ model, middleware }) };
    },
  },
  {
    name: "ai@7",
    make: async (calls: string[][]) => {
      const model = new MockEmbeddingModelV4(mockOf(calls));
      const middleware = cachedEmbeddings({ cache: await cacheOf(model) });
      const wrapped = ai7.wrapEmbeddingModel({ model, middleware });
      return { sdk: ai7 as unknown as typeof ai6, model: wrapped as unknown as ai6.EmbeddingModel };
    },
  },
];

for (const { name, make } of VERSIONS) {
  test(`${name}: texts that were embedded before do not reach the model again`, async () => {
    const calls: string[][] = [];
    const { sdk, model } = await make(calls);
    const first = await sdk.embedMany({ model, values: ["one", "three", "eleven"] });
    expect(calls.flat().sort()).toEqual(["eleven", "one", "three"]);
    calls.length = 0;
    const again = await sdk.embedMany({ model, values: ["three", "one", "fifteen"] });
    expect(calls).toEqual([["fifteen"]]);
    expect(again.embeddings.slice(0, 2)).toEqual([first.embeddings[1], first.embeddings[0]]);
    expect((await sdk.embed({ model, value: "one" })).embedding).toEqual(first.embeddings[0]);
  });

  test(`${name}: a call with options of the provider goes to the model`, async () => {
    const calls: string[][] = [];
    const { sdk, model } = await make(calls);
    const providerOptions = { openai: { dimensions: 8 } };
    for (let time = 0; time < 2; time++) await sdk.embed({ model, value: "one", providerOptions });
    expect(calls).toEqual([["one"], ["one"]]);
  });
}

test("an embedding model of the AI SDK serves the semantic cache", async () => {
  const calls: string[][] = [];
  const embedder = createAiSdkEmbedder({
    model: new MockEmbeddingModelV3(mockOf(calls)),
    dimension: DIMENSION,
  });
  const { cache, another } = await openCache(inject("redisUrl"), { embedder, threshold: 0.5 });
  await cache.store({ prompt: PROMPT, response: "Use the link." });
  expect(await another().lookup({ prompt: `${PROMPT} please` })).toMatchObject({
    hit: true,
    tier: "semantic",
  });
});

test("vectors of another dimension, and a dimension that is none, are refused", async () => {
  const model = new MockEmbeddingModelV3(mockOf([]));
  const wrong = createAiSdkEmbedder({ model, dimension: 4 });
  await expect(wrong.embed(["one"])).rejects.toMatchObject({ code: "EMBEDDING_FAILED" });
  await expect(wrong.embed([" "])).rejects.toMatchObject({ code: "INVALID_ARGUMENT", details: { index: 0 } });
  expect(() => createAiSdkEmbedder({ model, dimension: 0 })).toThrow("dimension");
  expect(() => createAiSdkEmbedder({ model: "small" as never, dimension: 8 })).toThrow("doEmbed");
});
