import { describe, expect, it } from "vitest";
import { knownPrefixes } from "../../../src/embedding/contract/known-prefixes.js";
import {
  createAiSdkEmbedder,
  createOllamaEmbedder,
  createOpenAiEmbedder,
  createTestEmbedder,
  createTransformersEmbedder,
  EmbeddingCache,
  withPrefix,
} from "../../../src/embedding/index.js";
import { WatchedEmbedder } from "../../../src/gateway/caches/watched-embedder.js";
import { checkEmbedder } from "../../../src/options/index.js";
import { ScriptedExecutor } from "../../helpers/scripted-executor.js";

const E5 = { question: "query: ", text: "passage: ", similarity: "query: " };
const test = createTestEmbedder({ dimension: 8 });

describe("the prefixes of well-known models", () => {
  it.each([
    ["intfloat/e5-small-v2", "query: ", "passage: ", "query: "],
    ["Xenova/multilingual-e5-base", "query: ", "passage: ", "query: "],
    ["jeffh/intfloat-multilingual-e5-large:f16", "query: ", "passage: ", "query: "],
    ["nomic-embed-text:v1.5", "search_query: ", "search_document: ", "clustering: "],
    ["nomic-ai/nomic-embed-text-v2-moe", "search_query: ", "search_document: ", "clustering: "],
    ["BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", "", ""],
    ["mxbai-embed-large", "Represent this sentence for searching relevant passages: ", "", ""],
    ["snowflake-arctic-embed:33m", "Represent this sentence for searching relevant passages: ", "", ""],
    ["Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", "", ""],
    ["snowflake-arctic-embed2", "query: ", "", ""],
  ])("%s", (model, question, text, similarity) => {
    expect(knownPrefixes(model)).toEqual({ question, text, similarity });
  });

  it("include instructions of models that are told the task", () => {
    expect(knownPrefixes("intfloat/e5-mistral-7b-instruct")?.similarity).toBe(
      "Instruct: Retrieve semantically similar text.\nQuery: ",
    );
    expect(knownPrefixes("google/embeddinggemma-300m")?.similarity).toBe(
      "task: sentence similarity | query: ",
    );
  });

  it.each(["text-embedding-3-small", "Xenova/all-MiniLM-L6-v2", "BAAI/bge-m3", "base5-x", "gte-large"])(
    "are unknown for %s, which wants none",
    (model) => {
      expect(knownPrefixes(model)).toBeUndefined();
    },
  );
});

describe("an adapter states the prefixes of its model", () => {
  const model = "intfloat/e5-small-v2";
  const aiSdk = { specificationVersion: "v3", provider: "p", modelId: model } as const;
  it.each([
    ["OpenAI", createOpenAiEmbedder({ baseUrl: "http://h/v1", model, dimension: 8 })],
    ["Ollama", createOllamaEmbedder({ model, dimension: 8 })],
    ["Transformers.js", createTransformersEmbedder({ model, dimension: 8 })],
    [
      "the AI SDK",
      createAiSdkEmbedder({
        model: { ...aiSdk, maxEmbeddingsPerCall: 9, doEmbed: async () => ({ embeddings: [] }) },
        dimension: 8,
      }),
    ],
  ])("%s", (_, embedder) => {
    expect(embedder.prefixes).toEqual(E5);
  });

  it("and an embedder around it states the same", () => {
    const embedder = { ...test, prefixes: E5 };
    const client = { executor: new ScriptedExecutor(() => null) };
    expect(new EmbeddingCache({ client, embedder, namespace: "n" }).prefixes).toBe(E5);
    expect(new WatchedEmbedder(embedder).prefixes).toBe(E5);
  });
});

it("a text gets the prefix of its purpose, or none where the model wants none", () => {
  const embedder = { ...test, prefixes: E5 };
  expect(withPrefix(embedder, "question", "Why?")).toBe("query: Why?");
  expect(withPrefix(embedder, "text", "Because.")).toBe("passage: Because.");
  expect(withPrefix(test, "similarity", "Why?")).toBe("Why?");
});

describe("prefixes that are none are refused with the form that they should have", () => {
  it.each([
    ["query: ", "prefixes: expected { question, text, similarity }, got a string."],
    [{ question: "query: ", text: "passage: " }, "prefixes.similarity: expected a text"],
    [{ ...E5, text: 7 }, 'prefixes.text: expected a text, or "" for none, got a number.'],
  ])("%j", (prefixes, problem) => {
    const check = () => checkEmbedder({ ...test, prefixes });
    expect(check).toThrow(expect.objectContaining({ code: "INVALID_OPTIONS" }));
    expect(check).toThrow(problem);
  });
});
