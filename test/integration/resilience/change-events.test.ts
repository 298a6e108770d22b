import { expect, inject, test, vi } from "vitest";
import type { OctavecEvent } from "../../../src/index.js";
import { evidence, observed } from "../../../src/learning/index.js";
import { openCache } from "../../helpers/cache.js";
import { openClient } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const url = inject("redisUrl");

/** What a logger was given, and what listeners were told. */
function watching() {
  const events: OctavecEvent[] = [];
  const lines: { level: string; fields: object; message: string }[] = [];
  const level = (name: string) => (fields: object, message: string) =>
    void lines.push({ level: name, fields, message });
  const logger = { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") };
  const onEvent = (event: OctavecEvent) => void events.push(event);
  const logged = (type: OctavecEvent["type"]) =>
    vi.waitFor(() => {
      const line = lines.find(({ fields }) => Reflect.get(fields, "type") === type);
      if (line === undefined) throw new Error(`there is no line of ${type} yet`);
      return line;
    });
  return { receivers: { onEvent, logger }, events, lines, logged };
}

test("a new calibration of a collection, and the drift of its vectors, are logged with its name", async () => {
  const { logged, lines, receivers } = watching();
  const client = await openClient(url, receivers);
  const namespace = uniquePrefix("drifting");
  const docs = client.repository({ namespace, collection: "codes", dimension: 16, precision: "residual" });
  await docs.upsertMany(seededVectors(300, 16).map((vector, index) => ({ id: `${index}`, vector })));
  await docs.recalibrate({ sampleSize: 300 });
  const collection = `${namespace}:codes`;
  expect(await logged("recalibrated")).toMatchObject({
    level: "info",
    fields: { type: "recalibrated", collection, version: expect.any(Number), sampleSize: 300 },
  });
  const spike = Float32Array.from({ length: 16 }, (_, j) => (j === 0 ? 1 : 1e-4));
  await docs.upsertMany(Array.from({ length: 1_000 }, (_, index) => ({ id: `s${index}`, vector: spike })));
  expect(await logged("vector-drift")).toMatchObject({
    level: "warn",
    fields: { type: "vector-drift", collection, level: "recalibrate" },
  });
  expect(JSON.stringify(lines)).not.toContain("s1");
  await docs.drop();
});

test("an instance of a cache that is elected to sweep says so, and so does one that gives the election up", async () => {
  const { logged, events, receivers } = watching();
  const { cache } = await openCache(url, { ...receivers, timings: { sweepIntervalMs: 20 } });
  await cache.lookup({ prompt: "a secret question" });
  expect(await logged("sweep-leader")).toMatchObject({ level: "debug", fields: { elected: true } });
  await cache.close();
  await vi.waitFor(() => expect(events).toContainEqual({ type: "sweep-leader", elected: false }));
});

test("evidence() that steps down is logged by its cache and by the client, without any content", async () => {
  const [ofClient, ofCache, ofOther] = [watching(), watching(), watching()];
  const { cache, another } = await openCache(
    url,
    { decision: evidence(), ...ofCache.receivers },
    ofClient.receivers,
  );
  another({ decision: "threshold", ...ofOther.receivers });
  for (let index = 0; index < 60; index++)
    await cache.store({ prompt: `secret question ${index}`, response: `secret answer ${index}` });
  for (const { logged, lines } of [ofClient, ofCache]) {
    expect(await logged("decision-mode")).toMatchObject({ level: "warn", fields: { mode: "threshold" } });
    expect(JSON.stringify(lines)).not.toContain("secret");
  }
  expect(ofOther.events.map(({ type }) => type)).not.toContain("decision-mode");
});

test("inputs of decisions that drift are logged by their names", { timeout: 60_000 }, async () => {
  const { logged, lines, receivers } = watching();
  const decision = observed({ policy: "threshold", drift: { windowSize: 300 } });
  const { cache } = await openCache(url, { ...receivers, decision, threshold: 0.8 });
  const scope = { model: "a" };
  await cache.store({ prompt: "a secret question", scope, response: "a secret answer" });
  for (let lookup = 0; lookup < 650; lookup++) await cache.lookup({ prompt: "a secret question", scope });
  const others = Array.from({ length: 100 }, (_, locale) => ({
    prompt: "a secret question",
    scope: { locale: `${locale}` },
  }));
  await Promise.all(others.map((request) => cache.lookup(request)));
  expect(await logged("decision-drift")).toMatchObject({
    level: "warn",
    fields: { inputs: expect.arrayContaining([expect.any(String)]) },
  });
  expect(JSON.stringify(lines)).not.toContain("secret");
});
