import { expect, inject, test } from "vitest";
import { openCache } from "../../helpers/cache.js";
import { collect } from "../../helpers/collect.js";
import { eventually } from "../../helpers/processes.js";

const REQUEST = { prompt: "what is in my basket", tags: ["shop"], scope: { model: "large" } };
const url = inject("redisUrl");

/** A producer that counts its calls. */
function numbered() {
  let calls = 0;
  return async () => ({ response: `answer ${++calls}`, usage: { inputTokens: 10, outputTokens: 5 } });
}

test("a private answer is given again in its session, and to nobody else", async () => {
  const { cache, another } = await openCache(url);
  const produce = numbered();
  const mine = { session: "conversation 1", private: true };
  expect(await cache.wrap(REQUEST, produce, mine)).toMatchObject({ hit: false, notStored: "private" });
  expect(await cache.wrap(REQUEST, produce, mine)).toMatchObject({
    hit: true,
    tier: "session",
    response: "answer 1",
    savedTokens: 15,
    similarity: 1,
  });
  for (const [other, options] of [
    [cache, {}],
    [cache, { session: "conversation 2", private: true }],
    [cache.forTenant("other"), mine],
    [another(), { session: "conversation 1", noStore: true }],
  ] as const) {
    expect((await other.wrap(REQUEST, produce, { noStore: !("private" in options), ...options })).hit).toBe(
      false,
    );
  }
  expect((await cache.stats()).hitsByTier.session).toBe(1);
});

test("callers who ask the same at the same time do not share a private answer", async () => {
  const { cache } = await openCache(url);
  const produce = numbered();
  const answers = await Promise.all(
    ["a", "b", "c"].map((session) => cache.wrap(REQUEST, produce, { session, private: true })),
  );
  expect(new Set(answers.map(({ response }) => response)).size).toBe(3);
  expect(answers.some(({ shared }) => shared === true)).toBe(false);
});

test("an answer of a session that is not private is shared, and the session keeps its own copy", async () => {
  const { cache } = await openCache(url);
  const produce = numbered();
  await cache.wrap(REQUEST, produce, { session: "s" });
  expect(await cache.wrap(REQUEST, produce)).toMatchObject({ hit: true, response: "answer 1" });
  expect(await cache.wrap(REQUEST, produce, { session: "s" })).toMatchObject({ hit: true, tier: "session" });
});

test("an invalidation by this process or another one ends answers of sessions, also while they are made", async () => {
  const { cache, another } = await openCache(url);
  const produce = numbered();
  const mine = { session: "s", private: true };
  await cache.wrap(REQUEST, produce, mine);
  await cache.invalidate({ tag: "shop" });
  const meanwhile = async () => {
    await cache.invalidate({ tag: "shop" });
    return produce();
  };
  expect((await cache.wrap(REQUEST, meanwhile, mine)).response).toBe("answer 2");
  expect((await cache.wrap(REQUEST, produce, mine)).response).toBe("answer 3");
  await another().invalidate({ tag: "shop" });
  await eventually("the session has heard of it", async () => {
    const { hit } = await cache.wrap(REQUEST, async () => ({ response: "", cacheable: false }), mine);
    return !hit;
  });
});

test("refresh makes the session's answer anew, and an answer that is not cacheable is not kept", async () => {
  const { cache } = await openCache(url);
  const produce = numbered();
  const mine = { session: "s", private: true };
  await cache.wrap(REQUEST, produce, mine);
  expect(await cache.wrap(REQUEST, produce, { ...mine, refresh: true })).toMatchObject({
    response: "answer 2",
    reason: "refresh",
  });
  expect((await cache.wrap(REQUEST, produce, mine)).response).toBe("answer 2");
  const once = async () => ({ response: "an error text", cacheable: false });
  const other = { ...REQUEST, prompt: "what did I order" };
  expect((await cache.wrap(other, once, mine)).notStored).toBe("not-cacheable");
  expect((await cache.wrap(other, produce, mine)).response).toBe("answer 3");
});

test("a private answer is streamed to its own caller alone, and replayed in its session", async () => {
  const { cache } = await openCache(url);
  const produce = async function* () {
    yield* ["two ", "apples"];
  };
  const mine = { session: "s", private: true };
  const [first, second] = await Promise.all([
    cache.wrapStream(REQUEST, produce, mine),
    cache.wrapStream(REQUEST, produce, { ...mine, session: "t" }),
  ]);
  expect([first.shared, second.shared]).toEqual([undefined, undefined]);
  expect((await collect(first.stream)).join("")).toBe("two apples");
  await collect(second.stream);
  await first.answer;
  const again = await cache.wrapStream(REQUEST, produce, mine);
  expect(again).toMatchObject({ hit: true, tier: "session" });
  expect((await collect(again.stream)).join("")).toBe("two apples");
  expect((await cache.lookup(REQUEST)).hit).toBe(false);
});

test("a hit says what it saved, if the model has a price", async () => {
  const prices = { large: { inputPerMillion: 2, outputPerMillion: 10 } };
  const { cache } = await openCache(url, { telemetry: { prices } });
  await cache.wrap(REQUEST, numbered());
  const hit = await cache.wrap(REQUEST, numbered());
  expect(hit.savedCost).toBeCloseTo((10 * 2 + 5 * 10) / 1_000_000, 12);
  const unpriced = { ...REQUEST, scope: { model: "small" } };
  await cache.wrap(unpriced, numbered());
  expect(await cache.wrap(unpriced, numbered())).not.toHaveProperty("savedCost");
});

test("private without a session, a session without a memory tier and a wrong name are refused", async () => {
  const { cache, another } = await openCache(url);
  const produce = numbered();
  await expect(cache.wrap(REQUEST, produce, { private: true })).rejects.toThrow("expected a session");
  await expect(cache.wrap(REQUEST, produce, { session: "" })).rejects.toThrow("1 to 256 characters");
  await expect(another({ memory: false }).wrap(REQUEST, produce, { session: "s" })).rejects.toThrow(
    "memory tier",
  );
});

test("an answer older than maxAgeMs is made anew and stored, or is no hit where nothing may be made or stored", async () => {
  const { cache } = await openCache(url);
  const produce = numbered();
  await cache.wrap(REQUEST, produce);
  await eventually("the answer is older than nothing", async () => {
    const found = await cache.lookup(REQUEST);
    return found.hit && found.ageMs > 0;
  });
  expect(await cache.wrap(REQUEST, produce, { maxAgeMs: 60_000 })).toMatchObject({ hit: true });
  await expect(cache.wrap(REQUEST, produce, { maxAgeMs: 0, onlyIfCached: true })).rejects.toThrow(
    "onlyIfCached",
  );
  expect(await cache.wrap(REQUEST, produce, { maxAgeMs: 0, noStore: true })).toMatchObject({
    response: "answer 2",
  });
  expect(await cache.wrap(REQUEST, produce, { maxAgeMs: 0 })).toMatchObject({ response: "answer 3" });
  expect(await cache.wrap(REQUEST, produce)).toMatchObject({ hit: true, response: "answer 3" });
  await expect(cache.wrap(REQUEST, produce, { maxAgeMs: -1 })).rejects.toThrow("0 or more");
});
