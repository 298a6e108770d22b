import { expect, inject, test } from "vitest";
import { backfill, createHashSource, cutover, verifyMigration } from "../../../src/migration/index.js";
import { collectionOn, startedCluster } from "../../helpers/cluster.js";
import { openClient } from "../../helpers/collection.js";
import { hashPort } from "../../helpers/hash-port.js";
import { fillHashes, hashRecords } from "../../helpers/hash-records.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const dimension = 16;

test("collections on each master of a cluster can be filled, verified and switched to", async () => {
  const cluster = await startedCluster();
  const old = await openClient(inject("redisUrl"));
  const client = await openClient(cluster.nodes[0]!.url, { cluster: true });
  const prefix = `${uniquePrefix("cluster")}:`;
  await fillHashes(old, prefix, hashRecords(300, dimension));
  const source = createHashSource(old, { prefix });
  for (const master of [0, 1, 2]) {
    const collection = collectionOn(master, "moved");
    const target = client.repository({ namespace: "moved", collection, dimension });
    const paused = new AbortController();
    const tuning = { batchSize: 100, signal: paused.signal, onProgress: () => paused.abort() };
    expect(await backfill({ source, target, client, ...tuning })).toMatchObject({ state: "paused" });
    const report = await backfill({ source, target, client, batchSize: 100 });
    expect(report).toMatchObject({ state: "done", resumed: true, read: 300 });
    const verified = await verifyMigration({ source, target, client, queries: 10 });
    expect(verified).toMatchObject({ pass: true, counts: { source: 300, target: 300 } });
    const port = hashPort(old, prefix);
    expect(await cutover({ client, target, old: port })).toMatchObject({ side: "new" });
  }
});
