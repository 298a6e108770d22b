import { describe, expect, it } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import {
  createEnergeticEmbedder,
  createOpenAiEmbedder,
  createTestEmbedder,
  type Embedder,
  EmbeddingCache,
  embedOne,
} from "../../../src/embedding/index.js";
import { ScriptedExecutor } from "../../helpers/scripted-executor.js";

const client = { executor: new ScriptedExecutor(() => null) };
const embedder = createTestEmbedder({ dimension: 8 });

describe("a text in place of a list", () => {
  it.each([
    ["the offline embedder", createEnergeticEmbedder()],
    [
      "the OpenAI-compatible embedder",
      createOpenAiEmbedder({ baseUrl: "http://h/v1", model: "m", dimension: 2 }),
    ],
    ["the test embedder", embedder],
    ["the embedding cache", new EmbeddingCache({ client, embedder, namespace: "n" })],
  ])("is refused by %s with what to write instead", async (_, one: Embedder) => {
    await expect(Reflect.apply(one.embed, one, ["hello"])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message:
        "embed: expected a list of texts, got a string. Write embed([text]), or embedOne(embedder, text) for one text.",
    });
  });
});

describe("what is no embedder", () => {
  const WRONG: readonly [string, unknown, RegExp][] = [
    [
      "a function",
      async () => [],
      /got a function\. Write \{ model: "my-model", dimension: 1536, embed: myFunction \}/,
    ],
    ["the factory itself", createEnergeticEmbedder, /call it: createEnergeticEmbedder\(\)/],
    ["a text", "text-embedding-3-small", /got a string/],
    ["null", null, /got null/],
    [
      "a model of another library",
      { embedQuery: () => [] },
      /its embed is undefined, which should be a function/,
    ],
    [
      "one without a name",
      { embed: () => [], dimension: 3 },
      /its model is undefined, which should be a name/,
    ],
    ["one with an empty name", { embed: () => [], model: "", dimension: 3 }, /its model is an empty string/],
    ["one without a dimension", { embed: () => [], model: "m" }, /its dimension is undefined/],
    ["one with a wrong dimension", { embed: () => [], model: "m", dimension: 1.5 }, /its dimension is 1\.5/],
  ];

  it.each(WRONG)(
    "%s is refused by both caches and embedOne, with what is expected",
    async (_, wrong, message) => {
      const expected = expect.objectContaining({
        code: "INVALID_OPTIONS",
        message: expect.stringMatching(message),
      });
      const options = { client, embedder: wrong, namespace: "n", tenant: "t" };
      expect(() => Reflect.construct(SemanticCache, [options])).toThrow(expected);
      expect(() => Reflect.construct(EmbeddingCache, [{ client, embedder: wrong, namespace: "n" }])).toThrow(
        expected,
      );
      await expect(Reflect.apply(embedOne, undefined, [wrong, "text"])).rejects.toEqual(expected);
    },
  );
});

describe("embedOne", () => {
  it("gives the vector that embed gives for a list of that text, and passes the signal on", async () => {
    expect(await embedOne(embedder, "hello")).toEqual((await embedder.embed(["hello"]))[0]);
    const signal = AbortSignal.abort("enough");
    await expect(embedOne(embedder, "hello", { signal })).rejects.toBe("enough");
  });

  it("refuses what is no text, and says what takes several", async () => {
    await expect(Reflect.apply(embedOne, undefined, [embedder, ["a", "b"]])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "embedOne: expected a text, got a list. For several texts write embedder.embed(texts).",
    });
    await expect(embedOne(embedder, " ")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  });

  it("refuses an embedder that does not give one vector", async () => {
    const vector = new Float32Array(8).fill(1);
    for (const vectors of [[], [vector, vector]]) {
      await expect(embedOne({ ...embedder, embed: async () => vectors }, "hello")).rejects.toMatchObject({
        code: "EMBEDDING_FAILED",
        message: `The embedder gave ${vectors.length} vectors for one text.`,
      });
    }
  });

  it.each([
    ["another length", new Float32Array(3), "got one of 3 components"],
    ["a list of numbers", [1, 2, 3, 4, 5, 6, 7, 8], "got something else"],
    ["nothing", undefined, "got something else"],
  ])("refuses a vector that is %s", async (_, wrong, got) => {
    const other = { ...embedder, embed: async () => [wrong] };
    await expect(Reflect.apply(embedOne, undefined, [other, "hello"])).rejects.toMatchObject({
      code: "EMBEDDING_FAILED",
      message: expect.stringContaining(`dimension is 8: expected a Float32Array of that length, ${got}.`),
    });
  });
});

describe("a recommended threshold", () => {
  it("comes with its source, for the model that was measured and through the embedding cache", () => {
    const measured = createEnergeticEmbedder();
    const { value = Number.NaN, source = "" } = measured.recommendedThreshold ?? {};
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThan(1);
    expect(source).toMatch(/measured .* Banking77 .* CLINC150/);
    const cached = new EmbeddingCache({ client, embedder: measured, namespace: "n" });
    expect(cached.recommendedThreshold).toEqual(measured.recommendedThreshold);
  });

  it("is absent where nobody has measured one", () => {
    const options = { baseUrl: "http://h/v1", model: "text-embedding-3-small", dimension: 1536 };
    expect(createOpenAiEmbedder(options).recommendedThreshold).toBeUndefined();
    expect(embedder.recommendedThreshold).toBeUndefined();
  });
});
