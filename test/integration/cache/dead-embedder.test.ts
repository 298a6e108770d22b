import { expect, inject, onTestFinished, test } from "vitest";
import { SemanticCache } from "../../../src/cache/index.js";
import { createOpenAiEmbedder, createTestEmbedder } from "../../../src/embedding/index.js";
import type { OctavecEvent } from "../../../src/index.js";
import { openCache } from "../../helpers/cache.js";
import { startSilentServer } from "../../helpers/silent-server.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const DIMENSION = 64;
const EMBED_TIMEOUT_MS = 40;

/** A cache whose embedder asks a server that accepts and never answers. */
async function stage() {
  const server = await startSilentServer();
  const events: OctavecEvent[] = [];
  const embedder = createOpenAiEmbedder({ baseUrl: `${server.url}/v1`, model: "hung", dimension: DIMENSION });
  const opened = await openCache(
    inject("redisUrl"),
    { embedder, embedTimeoutMs: EMBED_TIMEOUT_MS, embedBreaker: { cooldownMs: 300 } },
    { onEvent: (event) => events.push(event) },
  );
  const inner = createTestEmbedder({ dimension: DIMENSION });
  const revive = async () => {
    const vectors = new Map<string, Float32Array>();
    for (const text of ["how do I pay", "question 30"]) vectors.set(text, (await inner.embed([text]))[0]!);
    server.answer((body) => {
      const { input } = JSON.parse(body) as { input: string[] };
      const data = input.map((text, index) => ({
        index,
        embedding: [...(vectors.get(text) ?? vectors.get("question 30")!)],
      }));
      return JSON.stringify({ data });
    });
  };
  return { ...opened, embedder, server, events, revive };
}

test("an embedder that accepts and never answers costs the first three calls their time limit, and the others nothing", async () => {
  const { cache, server, events } = await stage();
  const codes: (string | undefined)[] = [];
  for (let i = 0; i < 30; i++) {
    const made = await cache.wrap({ prompt: `question ${i}` }, async () => ({ response: `answer ${i}` }));
    expect(made).toMatchObject({ hit: false, reason: "embedding-failed", response: `answer ${i}` });
    codes.push(made.hit ? undefined : made.why.errorCode);
  }
  expect(codes.slice(0, 3)).toEqual(["TIMEOUT", "TIMEOUT", "TIMEOUT"]);
  expect(new Set(codes.slice(3))).toContain("CIRCUIT_OPEN");
  // A slow machine may come to a probe within the thirty calls.
  const timeouts = codes.filter((code) => code === "TIMEOUT").length;
  expect(server.requests.length).toBe(timeouts);
  expect(events.filter(({ type }) => type.startsWith("embedder"))).toEqual([
    {
      type: "embedder-down",
      model: "hung",
      failures: 3,
      code: "TIMEOUT",
      message: `The call did not finish within ${EMBED_TIMEOUT_MS} ms.`,
    },
  ]);
  const { embedder, errorsByCode, byReason } = await cache.stats();
  expect(embedder).toMatchObject({ failuresInARow: timeouts });
  expect(errorsByCode).toEqual({ TIMEOUT: timeouts, CIRCUIT_OPEN: 30 - timeouts });
  expect(byReason).toEqual({ "embedding-failed": 30 });
});

test("while the embedder is skipped, exact questions are answered, and what was made meanwhile is found by its words", async () => {
  const { cache, another } = await stage();
  for (let i = 0; i < 4; i++)
    await cache.wrap({ prompt: `question ${i}` }, async () => ({ response: `answer ${i}` }));
  const fresh = another();
  for (let i = 0; i < 4; i++) {
    const found = await fresh.lookup({ prompt: `question ${i}` });
    expect(found).toMatchObject({ hit: true, tier: "exact", response: `answer ${i}` });
  }
});

test("the caches of other tenants skip the embedder too, and an explanation says so without asking it", async () => {
  const { cache, server, another } = await stage();
  const patient = another({ embedBreaker: { cooldownMs: 3_600_000 } });
  for (let i = 0; i < 3; i++) await cache.lookup({ prompt: `question ${i}` });
  const asked = server.requests.length;
  const ofOther = await patient.forTenant("globex").lookup({ prompt: "how do I pay" });
  expect(ofOther).toMatchObject({ reason: "embedding-failed", why: { errorCode: "CIRCUIT_OPEN" } });
  const { result, steps } = await patient.explain({ prompt: "how do I pay" });
  expect(result).toMatchObject({ hit: false, reason: "embedding-failed" });
  expect(steps.find(({ step }) => step === "embedding")).toMatchObject({
    answer: "failed",
    errorCode: "CIRCUIT_OPEN",
  });
  expect(await patient.store({ prompt: "how do I pay", response: "By card." })).toEqual({
    stored: false,
    reason: "embedding-failed",
    errorCode: "CIRCUIT_OPEN",
  });
  expect(server.requests).toHaveLength(asked);
});

test("an embedder that is well again is found out by one call, and reported", async () => {
  const { cache, events, revive } = await stage();
  for (let i = 0; i < 5; i++) await cache.lookup({ prompt: `question ${i}` });
  await revive();
  await expect
    .poll(async () => (await cache.store({ prompt: "how do I pay", response: "By card." })).stored, {
      timeout: 10_000,
    })
    .toBe(true);
  expect((await cache.stats()).embedder).toEqual({ failuresInARow: 0, nextAttemptInMs: undefined });
  expect(events.filter(({ type }) => type.startsWith("embedder"))).toMatchObject([
    { type: "embedder-down" },
    { type: "embedder-up", model: "hung", downMs: expect.any(Number), skippedCalls: expect.any(Number) },
  ]);
});

test("caches of one client that listen for themselves are told once each", async () => {
  const { client, embedder } = await stage();
  const heard: [string, string][] = [];
  const open = (name: string) => {
    const cache = new SemanticCache({
      client,
      embedder,
      embedTimeoutMs: EMBED_TIMEOUT_MS,
      namespace: uniquePrefix("dead"),
      tenant: "acme",
      onEvent: ({ type }) => heard.push([name, type]),
    });
    onTestFinished(() => cache.close());
    return cache;
  };
  const first = open("first");
  open("second");
  for (let i = 0; i < 5; i++) await first.lookup({ prompt: `question ${i}` });
  expect(heard.sort()).toEqual([
    ["first", "embedder-down"],
    ["second", "embedder-down"],
  ]);
});

test("a cache whose client passes no events on tells its own listener", async () => {
  const { client, embedder } = await stage();
  const heard: string[] = [];
  const cache = new SemanticCache({
    client: { executor: client.executor },
    embedder,
    embedTimeoutMs: EMBED_TIMEOUT_MS,
    namespace: uniquePrefix("dead"),
    tenant: "acme",
    onEvent: ({ type }) => heard.push(type),
  });
  onTestFinished(() => cache.close());
  for (let i = 0; i < 5; i++) await cache.lookup({ prompt: `question ${i}` });
  expect(heard).toEqual(["embedder-down"]);
});
