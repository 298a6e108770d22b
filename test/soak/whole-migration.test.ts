import { expect, inject, onTestFinished, test } from "vitest";
import {
  createCollectionSource,
  createHashSource,
  cutover,
  DualWriter,
  type MigrationRecord,
  type MigrationSource,
  rollback,
} from "../../src/migration/index.js";
import { startProgram } from "../helpers/child-program.js";
import { openCollection } from "../helpers/collection.js";
import { hashPort } from "../helpers/hash-port.js";
import { fillHashes, hashRecords } from "../helpers/hash-records.js";
import { eventually } from "../helpers/processes.js";
import { cosine } from "../helpers/seeded-vectors.js";
import { uniquePrefix } from "../helpers/unique-prefix.js";

const dimension = 32;
const COUNT = 1_200;
const TUNING = { aliasMaxAgeMs: 50, orphanAfterMs: 2_000 };

test("writes, updates, deletes and searches of several processes go on during a whole migration, and both sides end equal", {
  timeout: 150_000,
}, async () => {
  const url = inject("redisUrl");
  const { client, docs, place } = await openCollection(url, { dimension });
  const prefix = `${uniquePrefix("old")}:`;
  await fillHashes(client, prefix, hashRecords(COUNT, dimension));
  const plan = { url, prefix, target: { ...place, dimension } };
  const writers = [1, 2].map((seed) =>
    startProgram("live-traffic", { ...plan, ...TUNING, ids: COUNT + 200, seed }),
  );
  const doomed = startProgram("live-traffic", { ...plan, ...TUNING, ids: COUNT, seed: 9 });
  const traffic = [...writers, doomed];
  await expect.poll(() => traffic.every(({ lines }) => lines.length > 0), { timeout: 50_000 }).toBe(true);

  // The backfill is killed once, and so is one of the writers.
  const copying = { ...plan, batchSize: 100, rateLimitPerSecond: 1_000 };
  const cut = startProgram("run-backfill", copying, (line, child) => {
    if (typeof line === "object" && line !== null && "read" in line && Number(line.read) >= 500)
      child.kill("SIGKILL");
  });
  expect(await cut.ended, cut.errors()).toBe("SIGKILL");
  doomed.process.kill("SIGKILL");
  const copy = startProgram("run-backfill", copying);
  expect(await copy.ended, copy.errors()).toBe(0);
  expect(copy.lines.at(-1)).toMatchObject({ state: "done", resumed: true });

  const sides = { client, target: docs, old: hashPort(client, prefix), ...TUNING };
  const clock = `{${place.namespace}:${place.collection}}:migration:clock`;
  const trafficGoesOn = async () => {
    const before = Number(await client.sendCommand(["GET", clock]));
    await expect
      .poll(async () => Number(await client.sendCommand(["GET", clock])), { timeout: 20_000 })
      .toBeGreaterThan(before + 60);
  };
  const there = await cutover(sides);
  expect(there.side).toBe("new");
  await trafficGoesOn();
  const back = await rollback(sides);
  expect(back.side).toBe("old");
  await trafficGoesOn();
  const again = await cutover(sides);
  await trafficGoesOn();
  console.log(
    `writes waited ${[there, back, again].map(({ writesWaitedMs }) => `${Math.round(writesWaitedMs)} ms`)}`,
  );
  for (const { process } of writers) process.stdin?.end();
  for (const writer of writers) {
    expect(await writer.ended, writer.errors()).toBe(0);
    const done = writer.lines.at(-1);
    console.log(JSON.stringify(done));
    expect(done).toMatchObject({ failures: [] });
  }
  const writer = new DualWriter({ ...sides, replayIntervalMs: 50 });
  onTestFinished(() => writer.close());
  await eventually("nothing waits", async () => (await writer.waiting()).pending === 0);

  const [oldSide, newSide] = await Promise.all([
    recordsOf(createHashSource(client, { prefix })),
    recordsOf(createCollectionSource(client, docs)),
  ]);
  expect([...newSide.keys()].sort()).toEqual([...oldSide.keys()].sort());
  expect(newSide.size).toBeGreaterThan(500);
  for (const [id, record] of oldSide) {
    expect(newSide.get(id)?.attributes, id).toEqual(record.attributes);
    expect(cosine(newSide.get(id)!.vector, record.vector), id).toBeGreaterThan(0.999);
  }
});

async function recordsOf(source: MigrationSource): Promise<Map<string, MigrationRecord>> {
  const records = new Map<string, MigrationRecord>();
  for await (const page of source.pages({ pageSize: 500 }))
    for (const record of page.records) records.set(record.id, record);
  return records;
}
