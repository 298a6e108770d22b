import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  backfill,
  createCollectionSource,
  createJsonlSource,
  DualWriter,
  exportToJsonl,
} from "../../../src/migration/index.js";
import { collect } from "../../helpers/collect.js";
import { openCollection } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { MemoryPort } from "../../helpers/memory-port.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const dimension = 8;
const HOUR_MS = 3_600_000;
const records = seededVectors(30, dimension).map((vector, n) => ({ id: `r${n}`, vector, attributes: { n } }));

onEachServer(({ url }) => {
  test("records keep their ends from one collection to another, and through a file", async () => {
    const { client, docs, place } = await openCollection(url, { dimension });
    await docs.upsertMany(records.map((record, n) => ({ ...record, ttlMs: n % 2 === 0 ? HOUR_MS : null })));
    await expireNow(client, place, ["r0", "r2"]);
    const shown = async (from: typeof docs) =>
      (await collect(from.scan())).map(({ id, attributes, expiresAtMs }) => [id, attributes, expiresAtMs]);
    const expected = await shown(docs);
    expect([expected.length, expected.filter(([, , end]) => end !== undefined).length]).toEqual([28, 13]);

    const { client: other, docs: target } = await openCollection(url, { dimension });
    const source = createCollectionSource(client, docs);
    expect(await backfill({ source, target, client: other })).toMatchObject({ inserted: 28 });
    expect(await shown(target)).toEqual(expected);

    const folder = await mkdtemp(join(tmpdir(), "ends-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "records.jsonl");
    await exportToJsonl({ source, path });
    const { client: third, docs: again } = await openCollection(url, { dimension });
    await backfill({ source: createJsonlSource(path), target: again, client: third });
    expect(await shown(again)).toEqual(expected);

    const { docs: copy } = await openCollection(url, { dimension });
    await copy.upsertMany(docs.scan({ includeVectors: true }));
    expect(await shown(copy)).toEqual(expected);
  });

  test("live writes to a collection with a TTL expire, and deletions take their ends away", async () => {
    const { client, docs, place } = await openCollection(url, { dimension, ttlMs: HOUR_MS });
    const old = new MemoryPort();
    const writer = new DualWriter({ client, target: docs, old, aliasMaxAgeMs: 20, replayIntervalMs: 20 });
    onTestFinished(() => writer.close());
    await writer.upsert(records);
    await writer.delete(["r1", "r2"]);
    await expect.poll(() => writer.waiting()).toEqual({ pending: 0, spooled: 0 });
    const ends = (await collect(docs.scan())).map(({ expiresAtMs }) => expiresAtMs);
    expect([ends.length, ends.includes(undefined)]).toEqual([28, false]);
    const index = `{${place.namespace}:${place.collection}}:expiry`;
    expect(await client.sendCommand(["ZCARD", index])).toBe(28);
    await expireNow(client, place, ["r3"]);
    expect([await docs.count(), await docs.get("r3")]).toEqual([27, undefined]);
    await writer.upsert(records[3]!);
    expect([await docs.count(), await docs.has("r3")]).toEqual([28, true]);
  });

  test("a live writer that learns late of ends writes the records again with theirs", async () => {
    const { client, docs, place } = await openCollection(url, { dimension });
    const early = client.repository({ ...place, dimension });
    await early.upsert(records[0]!);
    const old = new MemoryPort();
    const writer = new DualWriter({ client, target: early, old, aliasMaxAgeMs: 20, replayIntervalMs: 20 });
    onTestFinished(() => writer.close());
    await docs.upsert({ ...records[1]!, ttlMs: HOUR_MS });
    await writer.upsert(records.slice(2, 10));
    await expect.poll(() => writer.waiting()).toEqual({ pending: 0, spooled: 0 });
    expect(await docs.count()).toBe(10);
    expect(String(await client.sendCommand(["VGETATTR", docs.key, "r5"]))).toContain('"_expiresAtMs":');
  });
});
