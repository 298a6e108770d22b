import { expect, inject, it } from "vitest";
import type { SemanticCache } from "../../../src/cache/semantic-cache.js";
import { createTestEmbedder } from "../../../src/embedding/index.js";
import { NO_SWEEP, openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { countsOf, tenantKeys } from "../../helpers/cache-keys.js";
import { monotonicMs } from "../../helpers/cache-orders.js";
import { startCacheProcess } from "../../helpers/cache-processes.js";
import { collect } from "../../helpers/collect.js";
import { openClient } from "../../helpers/collection.js";
import { eventually } from "../../helpers/processes.js";

const ASKED = "how do I reset the password of my account";
const REWORDED = "how do I reset the password of my account please";
const HONEST = "where is the nearest branch of the bank";

/** Two caches with clients of their own, both with a memory tier that has served the writer's answer. */
async function stage(options: TestCacheOptions = {}) {
  const url = inject("redisUrl");
  const opened = await openCache(url, { threshold: 0.8, timings: NO_SWEEP, ...options });
  const { cache } = opened;
  await cache.store({ prompt: ASKED, response: "Pay me.", writer: "mallory" });
  await cache.store({ prompt: HONEST, response: "In the main street.", writer: "alice" });
  const other = opened.another({ client: await openClient(url) });
  for (const one of [cache, other]) expect(await one.lookup({ prompt: ASKED })).toMatchObject({ hit: true });
  expect(await other.lookup({ prompt: ASKED })).toMatchObject({ tier: "memory" });
  return { ...opened, other };
}

async function isServed(cache: SemanticCache): Promise<boolean[]> {
  const found = await Promise.all([ASKED, REWORDED].map((prompt) => cache.lookup({ prompt })));
  return found.map(({ hit }) => hit);
}

it("none of a writer's answers is served any more, from Redis or memory, by any process, until that is lifted", async () => {
  const { cache, other, another } = await stage();
  expect(await cache.quarantine("mallory")).toEqual({ entries: 1, changed: true });
  expect(await isServed(cache)).toEqual([false, false]);
  expect(await isServed(another({ memory: false }))).toEqual([false, false]);
  await expect.poll(() => isServed(other)).toEqual([false, false]);
  for (const one of [cache, other]) expect(await one.lookup({ prompt: HONEST })).toMatchObject({ hit: true });
  expect(await cache.quarantine("mallory")).toEqual({ entries: 1, changed: false });
  expect(await cache.quarantine("mallory", { action: "lift" })).toEqual({ entries: 1, changed: true });
  for (const one of [cache, other]) await expect.poll(() => isServed(one)).toEqual([true, true]);
});

/** `coherence.maxLagMs` of the process: its default. */
const BOUND_MS = 1_000;

it("another process that looks up without pause serves nothing of the writer later than the bound", async () => {
  const { namespace, cache } = await stage({ embedder: createTestEmbedder({ dimension: 32 }) });
  const child = await startCacheProcess(inject("redisUrl"), namespace);
  try {
    await child.watch([ASKED]);
    await expect.poll(() => child.served()).not.toHaveLength(0);
    await cache.quarantine("mallory");
    const heldAtMs = monotonicMs();
    await eventually("the bound has passed", async () => monotonicMs() > heldAtMs + BOUND_MS + 250);
    const late = (await child.stop()).filter(({ askedAtMs }) => askedAtMs > heldAtMs + BOUND_MS);
    expect(late).toEqual([]);
    expect(await child.lookup(HONEST)).toMatchObject({ hit: true });
  } finally {
    child.kill();
  }
});

it("nothing of the writer is stored meanwhile, and others may take the place of its answers", async () => {
  const { cache } = await stage();
  await cache.quarantine("mallory");
  const refused = { stored: false, reason: "quarantined" };
  expect(await cache.store({ prompt: "other", response: "Pay me.", writer: "mallory" })).toEqual(refused);
  const asked = { prompt: ASKED, writer: "alice" };
  const made = await cache.wrap(asked, async () => ({ response: "Use the link." }));
  expect(made).toMatchObject({ hit: false, response: "Use the link." });
  expect(await cache.lookup({ prompt: ASKED })).toMatchObject({ hit: true, response: "Use the link." });
});

it("an answer that the writer began before the quarantine is not stored after it", async () => {
  const { cache } = await stage();
  const made = await cache.wrap({ prompt: "something else", writer: "mallory" }, async () => {
    await cache.quarantine("mallory");
    await cache.quarantine("mallory", { action: "lift" });
    return { response: "Pay me." };
  });
  expect(made).toMatchObject({ notStored: "outdated" });
});

it("removing deletes the writer's entries and no others, and leaves the writer in quarantine", async () => {
  const { cache, client, namespace } = await stage();
  for (let copy = 0; copy < 70; copy++) {
    await cache.store({ prompt: `copy number ${copy}`, response: "Pay me.", writer: "mallory" });
  }
  expect(await cache.previewInvalidation({ writer: "mallory" }, { limit: 100 })).toMatchObject({
    entries: 71,
  });
  expect(await cache.quarantine("mallory", { action: "remove" })).toEqual({ entries: 71, changed: true });
  expect(await countsOf(client, tenantKeys(namespace))).toMatchObject({ entries: 1, indexed: [1, 1, 1] });
  expect(await cache.store({ prompt: ASKED, response: "Pay me.", writer: "mallory" })).toMatchObject({
    reason: "quarantined",
  });
});

it("memory is not warmed with answers in quarantine, and they are not exported; a preview shows them", async () => {
  const { cache, another } = await stage();
  await cache.quarantine("mallory");
  const late = another();
  expect(await late.warmMemory()).toEqual({ loaded: 1 });
  expect((await collect(cache.export())).map(({ writer }) => writer)).toEqual(["alice"]);
  expect(await cache.previewInvalidation({ writer: "mallory" })).toMatchObject({
    listed: [{ prompt: ASKED }],
  });
});

it("readers who may not run scripts leave the writer's answers out, too", async () => {
  const { cache, client, another } = await stage();
  await client.sendCommand(["ACL", "SETUSER", "plain", "on", ">word", "~*", "+@all", "-@scripting"]);
  const reader = await openClient(inject("redisUrl"), { username: "plain", password: "word" });
  const plain = another({ client: reader, memory: false });
  expect(await isServed(plain)).toEqual([true, true]);
  await cache.quarantine("mallory");
  expect(await isServed(plain)).toEqual([false, false]);
  expect(await plain.lookup({ prompt: HONEST })).toMatchObject({ hit: true });
  await client.sendCommand(["ACL", "DELUSER", "plain"]);
});

it("erasing a tenant forgets its writers in quarantine, and a flush does not", async () => {
  const { cache } = await stage();
  await cache.quarantine("mallory");
  await cache.invalidate({ all: true });
  expect(await cache.store({ prompt: ASKED, response: "x", writer: "mallory" })).toMatchObject({
    stored: false,
  });
  await cache.clearTenant();
  expect(await cache.store({ prompt: ASKED, response: "x", writer: "mallory" })).toMatchObject({
    stored: true,
  });
});

it("refuses what is no writer or no action", async () => {
  const { cache } = await openCache(inject("redisUrl"));
  for (const writer of ["", "w".repeat(129), undefined as never]) {
    await expect(cache.quarantine(writer)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  }
  await expect(cache.quarantine("a", { action: "erase" as never })).rejects.toThrow(
    'action: expected "hold", "lift" or "remove"',
  );
  await expect(cache.lookup({ prompt: ASKED, writer: 7 as never })).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
});
