import { expect, onTestFinished, test } from "vitest";
import { connect, f } from "../../../src/index.js";
import { collectionOn, startedCluster } from "../../helpers/cluster.js";
import { expireNow } from "../../helpers/expire-now.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const HOUR_MS = 3_600_000;

test("records expire in a cluster, on each of its nodes", async () => {
  const cluster = await startedCluster();
  const client = await connect({ url: cluster.nodes[0]!.url, cluster: true, minConnections: 1 });
  onTestFinished(() => client.close());
  const namespace = uniquePrefix("ends");
  for (const master of [0, 1, 2]) {
    const place = { namespace, collection: collectionOn(master, namespace) };
    const docs = client.repository({ ...place, dimension: 2, precision: "residual", ttlMs: HOUR_MS });
    await docs.upsertMany([1, 2, 3].map((n) => ({ id: `r${n}`, vector: [1, n], attributes: { n } })));
    expect(await docs.touch("r2", { ttlMs: null })).toBe(true);
    await expireNow(client, place, ["r1"]);
    expect([await docs.count(), await docs.has("r1"), await docs.get("r1")]).toEqual([2, false, undefined]);
    expect((await docs.search({ vector: [1, 1], filter: f.gt("n", 0) })).map(({ id }) => id).sort()).toEqual([
      "r2",
      "r3",
    ]);
    expect(await docs.sweep()).toBe(1);
    await docs.upsert({ id: "r1", vector: [1, 1], ttlMs: 1 });
    // The background sweep of this client.
    await expect.poll(() => client.sendCommand(["VCARD", docs.key]), { timeout: 20_000 }).toBe(2);
    await docs.drop();
  }
});
