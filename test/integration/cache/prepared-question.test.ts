import { expect, inject, test } from "vitest";
import { isOctavecError } from "../../../src/index.js";
import { observed } from "../../../src/learning/index.js";
import { openCache } from "../../helpers/cache.js";

const REQUEST = { prompt: "what is in my basket", tags: ["shop"], scope: { model: "large" } };
const url = inject("redisUrl");

const produce = async () => ({ response: "a lamp", usage: { inputTokens: 10, outputTokens: 5 } });

test("a prepared question has the answer that memory holds, as wrap gives it, and counts the look-up", async () => {
  const { cache } = await openCache(url);
  const question = cache.prepare(REQUEST);
  expect(question?.held()).toBeUndefined();
  await cache.wrap(REQUEST, produce);
  const { ageMs: _, ...wrapped } = await cache.wrap(REQUEST, produce);
  const { ageMs, ...held } = question?.held() ?? {};
  expect(held).toEqual(wrapped);
  expect(ageMs).toBeGreaterThanOrEqual(0);
  // The look-up that found nothing is counted by the call of wrap that follows.
  expect(await cache.stats()).toMatchObject({ lookups: 3, hits: 2, hitsByTier: { memory: 2 } });
});

test("a prepared question has no answer of another scope, tag or tenant, none after an invalidation, and none in shadow mode", async () => {
  const { cache } = await openCache(url);
  await cache.wrap(REQUEST, produce);
  expect(cache.prepare({ ...REQUEST, scope: { model: "small" } })?.held()).toBeUndefined();
  expect(cache.prepare({ ...REQUEST, tags: ["other"] })?.held()).toBeUndefined();
  expect(cache.forTenant("other").prepare(REQUEST)?.held()).toBeUndefined();
  const question = cache.prepare(REQUEST);
  expect(question?.held()?.response).toBe("a lamp");
  await cache.invalidate({ tag: "shop" });
  expect(question?.held()).toBeUndefined();
  const shadow = await openCache(url, { decision: observed({ policy: "threshold", shadow: true }) });
  await shadow.cache.store({ ...REQUEST, response: "a lamp" });
  await shadow.cache.lookup(REQUEST);
  expect(shadow.cache.prepare(REQUEST)?.held()).toBeUndefined();
});

test("a stale answer is left to wrap, which makes a new one", async () => {
  const { cache } = await openCache(url, { ttlMs: 1, staleWhileRevalidateMs: 60_000 });
  await cache.wrap(REQUEST, produce);
  expect(await cache.wrap(REQUEST, produce)).toMatchObject({ hit: true });
  expect(cache.prepare(REQUEST)?.held()).toBeUndefined();
});

test("a question that is not cached cannot be prepared, and a wrong one is refused", async () => {
  const { cache } = await openCache(url);
  expect(cache.prepare({ prompt: " " })).toBeUndefined();
  expect(() => cache.prepare({ prompt: "x", tags: [""] })).toThrow(
    expect.toSatisfy((error) => isOctavecError(error, "INVALID_ARGUMENT")),
  );
});
