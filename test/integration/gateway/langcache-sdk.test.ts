import { LangCache } from "@redis-ai/langcache";
import * as errors from "@redis-ai/langcache/models/errors";
import { expect, it } from "vitest";
import { createTestEmbedder, type Embedder } from "../../../src/embedding/index.js";
import { OctavecError } from "../../../src/errors/index.js";
import { CACHE_ID, startedGateway } from "../../helpers/gateway.js";
import { checkRepliesByDocument } from "../../helpers/openapi-replies.js";

checkRepliesByDocument();

const KEY = "key-of-the-tests";
const QUESTION = "How do I reset my password?";

const outcomeOf = (call: Promise<unknown>) => call.catch((reason: unknown) => reason);

async function langCache(settings: object = {}, key: object = {}) {
  const started = await startedGateway(
    {
      caches: [
        {
          id: CACHE_ID,
          name: "support",
          threshold: 0.8,
          attributes: ["lang", "user"],
          keys: [{ env: "KEY", ...key }],
          ...settings,
        },
      ],
    },
    { environment: { KEY } },
  );
  const sdk = new LangCache({ serverURL: started.url, cacheId: CACHE_ID, apiKey: KEY });
  return { ...started, sdk };
}

it("the SDK stores, finds, deletes and flushes entries", async () => {
  const { sdk } = await langCache();
  const { entryId } = await sdk.set({ prompt: QUESTION, response: "On the sign-in page." });
  const found = await sdk.search({ prompt: "How do I reset my password please?" });
  expect(found.data).toEqual([
    {
      id: entryId,
      prompt: QUESTION,
      response: "On the sign-in page.",
      attributes: {},
      similarity: expect.closeTo(0.93, 1),
      searchStrategy: "semantic",
    },
  ]);
  expect((await sdk.search({ prompt: "What does shipping cost?" })).data).toEqual([]);
  expect((await sdk.search({ prompt: "reset my password", similarityThreshold: 0.99 })).data).toEqual([]);
  expect((await sdk.search({ prompt: "reset my password", similarityThreshold: 0.3 })).data).toHaveLength(1);

  await sdk.deleteById(entryId);
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);

  await sdk.set({ prompt: QUESTION, response: "On the sign-in page.", ttlMillis: 31_556_952_000 });
  await sdk.flush();
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);
});

it("entries of one question that differ in attributes are found and deleted by them", async () => {
  const { sdk } = await langCache();
  const attributes = [
    { lang: "en", user: "a" },
    { lang: "de", user: "a" },
    { lang: "de", user: "%C3%A4%2Cb" },
  ];
  const ids = [];
  for (const each of attributes) {
    const { entryId } = await sdk.set({ prompt: QUESTION, response: JSON.stringify(each), attributes: each });
    ids.push(entryId);
  }
  expect(new Set(ids).size).toBe(3);
  for (const searchStrategies of [["exact"], ["semantic"]] as ("exact" | "semantic")[][]) {
    for (const each of attributes) {
      const { data } = await sdk.search({ prompt: QUESTION, attributes: each, searchStrategies });
      expect(data).toEqual([expect.objectContaining({ response: JSON.stringify(each), attributes: each })]);
    }
    const { data } = await sdk.search({ prompt: QUESTION, attributes: { lang: "en" }, searchStrategies });
    expect(data[0]?.attributes).toEqual(attributes[0]);
    expect((await sdk.search({ prompt: QUESTION, searchStrategies })).data).toHaveLength(1);
    const none = await sdk.search({ prompt: QUESTION, attributes: { lang: "fr" }, searchStrategies });
    expect(none.data).toEqual([]);
  }
  const both = await sdk.deleteQuery({ attributes: { lang: "de", user: "a" } });
  expect(both.deletedEntriesCount).toBe(1);
  expect((await sdk.deleteQuery({ attributes: { lang: "de" } })).deletedEntriesCount).toBe(1);
  expect((await sdk.deleteQuery({ attributes: {} })).deletedEntriesCount).toBe(1);
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);
});

it("the first strategy with a match wins, and an exact match ignores upper and lower case", async () => {
  const { sdk } = await langCache({ strategies: ["exact", "semantic"] });
  await sdk.set({ prompt: QUESTION, response: "exact" });
  const shouted = await sdk.search({ prompt: QUESTION.toUpperCase() });
  expect(shouted.data).toEqual([expect.objectContaining({ similarity: 1, searchStrategy: "exact" })]);
  const similar = "How do I reset my password please?";
  expect((await sdk.search({ prompt: similar })).data[0]?.searchStrategy).toBe("semantic");
  expect((await sdk.search({ prompt: similar, searchStrategies: ["exact"] })).data).toEqual([]);
  const inOrder = await sdk.search({ prompt: QUESTION, searchStrategies: ["semantic", "exact"] });
  expect(inOrder.data[0]?.searchStrategy).toBe("semantic");
});

it("an exact search asks no embedder", async () => {
  const embed = async (): Promise<Float32Array[]> => Promise.reject(new Error("must not be asked"));
  const { url } = await startedGateway(
    { caches: [{ id: CACHE_ID, name: "support" }] },
    { embedder: { model: "none", dimension: 8, embed } },
  );
  const sdk = new LangCache({ serverURL: url, cacheId: CACHE_ID });
  expect((await sdk.search({ prompt: QUESTION, searchStrategies: ["exact"] })).data).toEqual([]);
});

it("a key may come from a function, and a cache without keys asks for none", async () => {
  const { url } = await langCache();
  const sdk = new LangCache({ serverURL: url, cacheId: CACHE_ID, apiKey: async () => KEY });
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);
  const { url: openUrl } = await startedGateway({ caches: [{ id: CACHE_ID, name: "open" }] });
  const keyless = new LangCache({ serverURL: openUrl, cacheId: CACHE_ID });
  expect((await keyless.search({ prompt: QUESTION })).data).toEqual([]);
});

it("wrong keys and rights are refused with the typed errors", async () => {
  const { url, sdk } = await langCache({}, { actions: ["read"] });
  const other = new LangCache({ serverURL: url, cacheId: CACHE_ID, apiKey: "another-key" });
  await expect(other.search({ prompt: QUESTION })).rejects.toThrow(errors.AuthenticationErrorResponseContent);
  const keyless = new LangCache({ serverURL: url, cacheId: CACHE_ID });
  await expect(keyless.flush()).rejects.toThrow(errors.AuthenticationErrorResponseContent);
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);
  for (const write of [
    () => sdk.set({ prompt: QUESTION, response: "x" }),
    () => sdk.deleteQuery({ attributes: {} }),
    () => sdk.deleteById("an-id"),
    () => sdk.flush(),
  ]) {
    await expect(write()).rejects.toThrow(errors.ForbiddenErrorResponseContent);
  }
});

it("a key of one cache does not open another, and an unknown cache or entry is not found", async () => {
  const second = "f".repeat(32);
  const { url } = await startedGateway(
    {
      caches: [
        { id: CACHE_ID, name: "first", keys: [{ env: "KEY" }] },
        { id: second, name: "second", keys: [{ env: "OTHER" }] },
      ],
    },
    { environment: { KEY, OTHER: "another-key" } },
  );
  const as = (cacheId: string) => new LangCache({ serverURL: url, cacheId, apiKey: KEY });
  await expect(as(second).search({ prompt: QUESTION })).rejects.toThrow(errors.ForbiddenErrorResponseContent);
  const unknown = await as("0".repeat(32))
    .search({ prompt: QUESTION })
    .catch((error: unknown) => error);
  expect(unknown).toBeInstanceOf(errors.NotFoundErrorResponseContent);
  expect(unknown).toMatchObject({ data$: { type: "/errors/cache/not-found" } });
  for (const id of ["of another form/?", "A".repeat(43)]) {
    const gone = await as(CACHE_ID)
      .deleteById(id)
      .catch((error: unknown) => error);
    expect(gone).toBeInstanceOf(errors.NotFoundErrorResponseContent);
    expect(gone).toMatchObject({ data$: { type: "/errors/cache/entry/not-found" } });
  }
});

it("data that breaks a rule is refused with the field and the rule", async () => {
  const { sdk } = await langCache();
  const { sdk: without } = await langCache({ attributes: [] });
  const fieldsOf = async (call: Promise<unknown>) => {
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(errors.BadRequestErrorResponseContent);
    const { data$ } = error as errors.BadRequestErrorResponseContent;
    expect(data$).toMatchObject({ type: "/errors/invalid-data", status: 400, title: "Invalid data" });
    return JSON.parse((error as errors.LangCacheError).body).fields;
  };
  const set = (fields: object) => sdk.set({ prompt: QUESTION, response: "x", ...fields });
  expect(await fieldsOf(set({ prompt: "" }))).toMatchObject([{ field: "prompt", rule: "minimum" }]);
  expect(await fieldsOf(set({ prompt: "x".repeat(1025) }))).toMatchObject([
    { field: "prompt", rule: "maximum" },
  ]);
  expect(await fieldsOf(set({ prompt: "   " }))).toMatchObject([{ field: "prompt", rule: "blank" }]);
  expect(await fieldsOf(set({ response: "" }))).toMatchObject([{ field: "response", rule: "blank" }]);
  expect(await fieldsOf(set({ ttlMillis: 0 }))).toMatchObject([{ field: "ttlMillis", rule: "minimum" }]);
  expect(await fieldsOf(set({ attributes: { planet: "x" } }))).toMatchObject([
    { field: "attributes.planet", rule: "declared" },
  ]);
  expect(await fieldsOf(set({ attributes: { lang: "a,b" } }))).toMatchObject([
    { field: "attributes.lang", rule: "pattern" },
  ]);
  expect(await fieldsOf(set({ attributes: { lang: "x".repeat(501) } }))).toMatchObject([
    { field: "attributes.lang", rule: "length" },
  ]);
  expect(await fieldsOf(sdk.search({ prompt: QUESTION, similarityThreshold: 1.5 }))).toMatchObject([
    { field: "similarityThreshold", rule: "maximum" },
  ]);
  const undeclared = without.search({ prompt: QUESTION, attributes: { lang: "en" } });
  expect(await fieldsOf(undeclared)).toMatchObject([
    { field: "attributes.lang", message: "no attributes are configured for this cache" },
  ]);
  await set({ attributes: { lang: "x".repeat(500) } });
});

it("a cache can refuse to delete everything by an empty query", async () => {
  const { sdk } = await langCache({ emptyDelete: "refuse" });
  await expect(sdk.deleteQuery({ attributes: {} })).rejects.toThrow(errors.BadRequestErrorResponseContent);
});

it("an answer that is too large is refused", async () => {
  const { sdk } = await langCache();
  const large = sdk.set({ prompt: QUESTION, response: "x".repeat(2 ** 20 + 1) });
  await expect(large).rejects.toThrow(errors.PayloadTooLargeErrorResponseContent);
  const larger = sdk.set({ prompt: QUESTION, response: "x".repeat(5 * 2 ** 20) });
  await expect(larger).rejects.toThrow(errors.PayloadTooLargeErrorResponseContent);
});

it("a key over its limit is told when to ask again", async () => {
  const { sdk } = await langCache({}, { requestsPerMinute: 2 });
  await sdk.search({ prompt: QUESTION });
  await sdk.search({ prompt: QUESTION });
  const error = await sdk.search({ prompt: QUESTION }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(errors.TooManyRequestsErrorResponseContent);
  const { headers } = error as errors.LangCacheError;
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
});

it("the SDK's retries come through when the embedder works again", async () => {
  const inner = createTestEmbedder({ dimension: 8 });
  let failures = 2;
  const embed: Embedder["embed"] = async (texts, options) => {
    if (failures-- > 0) throw new OctavecError("EMBEDDING_FAILED", "not yet");
    return inner.embed(texts, options);
  };
  const { url, lines } = await startedGateway(
    { caches: [{ id: CACHE_ID, name: "support" }] },
    { embedder: { model: "late", dimension: 8, embed } },
  );
  const retryConfig = {
    strategy: "backoff" as const,
    backoff: { initialInterval: 1, maxInterval: 5, exponent: 1.1, maxElapsedTime: 60_000 },
  };
  const sdk = new LangCache({ serverURL: url, cacheId: CACHE_ID, retryConfig });
  expect((await sdk.search({ prompt: QUESTION })).data).toEqual([]);
  expect(lines.filter(({ event }) => event === "request").map(({ status }) => status)).toEqual([
    500, 500, 200,
  ]);
});

it.each([
  [401, 424, "/errors/embeddings/unauthorized"],
  [429, 424, "/errors/embeddings/too-many-requests"],
  [500, 500, "/errors/embeddings/unexpected-error"],
])("an embedder that answers %i becomes %i %s", async (given, status, type) => {
  const embed = async (): Promise<Float32Array[]> => {
    throw new OctavecError("EMBEDDING_FAILED", "refused", { details: { status: given } });
  };
  const { url } = await startedGateway(
    { caches: [{ id: CACHE_ID, name: "support" }] },
    { embedder: { model: "refusing", dimension: 8, embed } },
  );
  const sdk = new LangCache({ serverURL: url, cacheId: CACHE_ID });
  for (const call of [
    () => sdk.search({ prompt: QUESTION }),
    () => sdk.set({ prompt: QUESTION, response: "x" }),
  ]) {
    const error = await outcomeOf(call());
    expect(error).toBeInstanceOf(
      status === 424 ? errors.ResourceUnavailableErrorResponseContent : errors.UnexpectedErrorResponseContent,
    );
    expect(error).toMatchObject({ statusCode: status, data$: { type } });
  }
});

it("while Redis is down the gateway starts and says that the database is unavailable", async () => {
  const { url } = await startedGateway(
    { redis: "redis://127.0.0.1:1", caches: [{ id: CACHE_ID, name: "support" }] },
    { environment: { REDIS_ACQUIRE_TIMEOUT_MS: "50" } },
  );
  const sdk = new LangCache({ serverURL: url, cacheId: CACHE_ID });
  const calls = [
    () => sdk.search({ prompt: QUESTION }),
    () => sdk.set({ prompt: QUESTION, response: "x" }),
    () => sdk.deleteQuery({ attributes: {} }),
    () => sdk.deleteById("A".repeat(43)),
    () => sdk.flush(),
  ];
  for (const call of calls) {
    const error = await outcomeOf(call());
    expect(error).toBeInstanceOf(errors.ResourceUnavailableErrorResponseContent);
    expect(error).toMatchObject({ data$: { type: "/errors/database/resource-database-unavailable" } });
    expect((error as errors.LangCacheError).headers.get("retry-after")).toBe("1");
  }
});

it("an aborted call ends in the SDK, and the gateway goes on", async () => {
  let asked: (() => void) | undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const seen: (AbortSignal | undefined)[] = [];
  const { url, lines } = await startedGateway(
    { caches: [{ id: CACHE_ID, name: "support" }] },
    {
      embedder: {
        model: "slow",
        dimension: 8,
        embed: (_texts, { signal } = {}) => {
          seen.push(signal);
          asked?.();
          return new Promise((_resolve, reject) =>
            signal?.addEventListener("abort", () => reject(signal.reason)),
          );
        },
      },
    },
  );
  const sdk = new LangCache({ serverURL: url, cacheId: CACHE_ID });
  const stop = new AbortController();
  const call = sdk.search({ prompt: QUESTION }, { fetchOptions: { signal: stop.signal } });
  await isAsked;
  stop.abort();
  await expect(call).rejects.toThrow(errors.RequestAbortedError);
  await expect.poll(() => seen[0]?.aborted).toBe(true);
  expect(lines.filter(({ event }) => event === "unexpected-error")).toEqual([]);
});
