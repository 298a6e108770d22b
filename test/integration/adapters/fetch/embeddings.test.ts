import OpenAI from "openai";
import { expect, inject, test } from "vitest";
import { createCachingFetch } from "../../../../src/adapters/fetch/index.js";
import { createOpenAiEmbedder, EmbeddingCache } from "../../../../src/embedding/index.js";
import { openCache } from "../../../helpers/cache.js";
import { json, startStandIn } from "../../../helpers/provider-stand-in.js";

const MODEL = "embed-small";
const DIMENSION = 3;

/** The provider's vector of a text. */
const vectorOf = (text: string) => [text.length, 0.5, -0.25];

async function stage() {
  const standIn = await startStandIn();
  const baseURL = `${standIn.url}/v1`;
  const { client, cache, namespace } = await openCache(inject("redisUrl"));
  const embedder = createOpenAiEmbedder({ baseUrl: baseURL, model: MODEL, dimension: DIMENSION });
  const embeddings = new EmbeddingCache({ client, embedder, namespace, tenant: "acme", timeoutMs: 5_000 });
  const fetch = createCachingFetch({ cache, embeddings });
  const openai = new OpenAI({
    ...{ apiKey: "k", baseURL, fetch, maxRetries: 0 },
    defaultHeaders: { "x-octavec-category": "faq" },
  });
  const serve = () => {
    standIn.instead = ({ body }, response) => {
      const texts = [body.input].flat() as string[];
      const data = texts.map((text, index) => {
        const bytes = Buffer.from(Float32Array.from(vectorOf(text)).buffer);
        const embedding = body.encoding_format === "base64" ? bytes.toString("base64") : vectorOf(text);
        return { object: "embedding", index, embedding };
      });
      const usage = { prompt_tokens: texts.length, total_tokens: texts.length };
      json(response, { object: "list", data, model: MODEL, usage });
    };
  };
  const embed = async (input: string | string[], more: { encoding_format?: "float" | "base64" } = {}) => {
    serve();
    const { data, response } = await openai.embeddings
      .create({ model: MODEL, input, ...more })
      .withResponse();
    const vectors = data.data.map(({ embedding }) => embedding);
    return { vectors, usage: data.usage.total_tokens, outcome: response.headers.get("x-octavec-cache") };
  };
  return { standIn, openai, embed };
}

test("vectors are answered from the cache in both forms, and only missing texts are sent to the provider", async () => {
  const { standIn, embed } = await stage();
  const made = await embed(["a", "bb"]);
  expect(made).toEqual({ vectors: [vectorOf("a"), vectorOf("bb")], usage: 2, outcome: "miss" });
  for (const form of ["base64", "float"] as const) {
    const hit = await embed(["bb", "a"], { encoding_format: form });
    expect(hit.outcome).toBe("hit");
    expect(hit.usage).toBe(0);
    if (form === "float") expect(hit.vectors).toEqual([vectorOf("bb"), vectorOf("a")]);
  }
  expect(standIn.seen).toHaveLength(1);
  expect(await embed(["a", "ccc", "bb"])).toEqual({
    vectors: [vectorOf("a"), vectorOf("ccc"), vectorOf("bb")],
    usage: 1,
    outcome: "partial",
  });
  expect(standIn.seen[1]?.body.input).toEqual(["ccc"]);
  expect((await embed("ccc")).outcome).toBe("hit");
});

test("errors, wrong replies, other models, tokens and blank texts pass through, and headers for the cache stay here", async () => {
  const { standIn, openai, embed } = await stage();
  standIn.instead = (_, response) => json(response, { error: { message: "slow down" } }, 429);
  await expect(openai.embeddings.create({ model: MODEL, input: "a" })).rejects.toMatchObject({ status: 429 });
  standIn.instead = (_, response) => json(response, { object: "list", data: [] });
  expect(
    (await openai.embeddings.create({ model: MODEL, input: "a", encoding_format: "float" })).data,
  ).toEqual([]);
  const seen = standIn.seen.length;
  for (const body of [
    { model: "embed-large", input: "a" },
    { model: MODEL, input: [1, 2] },
    { model: MODEL, input: " " },
    { model: MODEL, input: "a", dimensions: 2 },
  ]) {
    for (let time = 0; time < 2; time++) {
      standIn.instead = (_, response) => json(response, { object: "list", data: [], passed: true });
      const { response } = await openai.embeddings
        .create({ ...body, encoding_format: "float" })
        .withResponse();
      expect(response.headers.get("x-octavec-cache")).toBeNull();
    }
  }
  expect(standIn.seen).toHaveLength(seen + 8);
  expect(standIn.seen.some(({ headers }) => "x-octavec-category" in headers)).toBe(false);
  expect((await embed("a")).outcome).toBe("miss");
});
