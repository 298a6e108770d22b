import { expect, inject, test, vi } from "vitest";
import type { OctavecEvent } from "../../../src/index.js";
import { openCache, type TestCacheOptions } from "../../helpers/cache.js";
import { seededRandom, seededVectors } from "../../helpers/seeded-vectors.js";

const url = inject("redisUrl");
const WINDOW = 500;
const scope = { model: "large" };

/** Texts “v0”, “v1” … have vectors without any order in them, among which a small graph search finds little. */
function scatteredEmbedder(dimension = 64) {
  const vectors = new Map<string, Float32Array>();
  const vectorOf = (text: string) => {
    const seed = Number(text.replace(/\D/g, "")) + 1;
    const known = vectors.get(text) ?? seededVectors(1, dimension, seed)[0]!;
    vectors.set(text, known);
    return known;
  };
  return { model: "scattered", dimension, embed: async (texts: string[]) => texts.map(vectorOf) };
}

/** Measuring goes on in the background after the look-up that ends a window. */
const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 20 });

async function openTuned(options: TestCacheOptions) {
  const changes: unknown[] = [];
  const onEvent = (event: OctavecEvent) => {
    if (event.type === "tuned") changes.push([event.setting, event.action, event.from, event.to]);
  };
  const opened = await openCache(url, { guards: false, onEvent, ...options });
  return { ...opened, changes };
}

const openTunedEf = async (efSearch: { min: number; max: number }) => {
  const opened = await openTuned({
    embedder: scatteredEmbedder(),
    threshold: 0.99,
    memory: false,
    index: { efConstruction: 50, efSearch: 10 },
    autoTune: { efSearch, windowLookups: WINDOW },
  });
  let asked = 100_000;
  const window = async () => {
    for (let lookup = 0; lookup < WINDOW; lookup++)
      await opened.cache.lookup({ prompt: `v${asked++}`, scope });
  };
  const store = (count: number, first = 0) =>
    opened.cache.warm(
      Array.from({ length: count }, (_, index) => ({ prompt: `v${first + index}`, scope, response: "yes" })),
    );
  return { ...opened, window, store };
};

test("an EF that finds too little is raised within its bounds, and taken back where it does not help", {
  timeout: 120_000,
}, async () => {
  const { cache, changes, window, store } = await openTunedEf({ min: 10, max: 30 });
  await store(1_500);
  await window();
  await soon(() => expect(changes).toEqual([["index.efSearch", "raised", 10, 20]]));
  const before = (await cache.stats()).tuning;
  expect(before?.settings).toEqual([
    { setting: "index.efSearch", original: 10, current: 20, min: 10, max: 30 },
  ]);
  // Among few entries every search finds all, whatever the EF.
  await cache.invalidate({ all: true });
  await store(30, 50_000);
  await window();
  await soon(() => expect(changes.slice(1)).toEqual([["index.efSearch", "taken-back", 20, 10]]));
});

test("EF stops at its bound, look-ups use it, and resetTuning() puts the first value back for good", {
  timeout: 120_000,
}, async () => {
  const { cache, client, changes, window, store } = await openTunedEf({ min: 5, max: 30 });
  await store(1_500);
  const raised = [
    ["index.efSearch", "raised", 10, 20],
    ["index.efSearch", "raised", 20, 30],
  ];
  await soon(async () => {
    await window();
    expect(changes).toEqual(raised);
  });
  await window();
  await window();
  expect(changes).toEqual(raised);
  const run = vi.spyOn(client.executor, "send");
  await cache.lookup({ prompt: "v300001", scope });
  const searches = run.mock.calls.map(([command]) => command.map(String));
  run.mockRestore();
  // In the call of the script: 10 neighbours, EF 30.
  expect(searches.some((command) => command.join(" ").includes(" 10 30 "))).toBe(true);
  cache.resetTuning();
  await soon(() => expect(changes.at(-1)).toEqual(["index.efSearch", "reset", 30, 10]));
  await window();
  await window();
  expect(changes).toHaveLength(3);
  const { tuning } = await cache.stats();
  expect(tuning).toMatchObject({ isOn: false, settings: [{ current: 10 }] });
  expect(tuning?.history.map(({ action }) => action)).toEqual(["raised", "raised", "reset"]);
});

const newQuestions = (count: number) => {
  const random = seededRandom(1);
  return Array.from({ length: count }, () => `something else ${random()}`);
};

const openTunedMemory = async () => {
  const opened = await openTuned({
    memory: { maxEntries: 50, near: false },
    autoTune: { memoryEntries: { min: 50, max: 120 }, windowLookups: WINDOW },
  });
  const ask = async (prompts: readonly string[]) => {
    const tiers: (string | undefined)[] = [];
    for (const prompt of prompts) {
      const found = await opened.cache.lookup({ prompt, scope });
      tiers.push(found.hit ? found.tier : undefined);
    }
    return tiers;
  };
  const known = Array.from({ length: 80 }, (_, index) => `a question about product number ${index}`);
  await opened.cache.warm(known.map((prompt) => ({ prompt, scope, response: "yes" })));
  // In turn, so that a tier of 50 has always just lost the next one.
  const round = (lookups: number) => ask(Array.from({ length: lookups }, (_, at) => known[at % 80]!));
  return { ...opened, ask, round };
};

test("a memory tier that is too small for its questions is raised, and then answers them", async () => {
  const { cache, changes, round } = await openTunedMemory();
  expect(await round(160)).not.toContain("memory");
  await round(WINDOW - 160);
  expect(changes).toEqual([["memory.maxEntries", "raised", 50, 100]]);
  await round(WINDOW);
  const tiers = await round(WINDOW);
  expect(tiers.filter((tier) => tier === "memory").length).toBeGreaterThan(0.9 * WINDOW);
  expect(changes).toHaveLength(1);
  const { memory, tuning } = await cache.stats();
  expect(memory?.entries).toBe(80);
  expect(tuning?.settings[0]).toMatchObject({ original: 50, current: 100 });
  cache.resetTuning();
  expect((await cache.stats()).memory?.entries).toBe(50);
});

test("a memory tier that was raised for questions that do not come again is taken back", {
  timeout: 120_000,
}, async () => {
  const { changes, round, ask } = await openTunedMemory();
  await round(WINDOW);
  await ask(newQuestions(2 * WINDOW));
  expect(changes).toEqual([
    ["memory.maxEntries", "raised", 50, 100],
    ["memory.maxEntries", "taken-back", 100, 50],
  ]);
});

test("a closed cache answers, and changes nothing any more", { timeout: 120_000 }, async () => {
  const { cache, changes, round, ask } = await openTunedMemory();
  await round(WINDOW);
  await cache.close();
  await ask(newQuestions(2 * WINDOW));
  expect(changes).toEqual([["memory.maxEntries", "raised", 50, 100]]);
  expect(await round(1)).toEqual(["exact"]);
});
