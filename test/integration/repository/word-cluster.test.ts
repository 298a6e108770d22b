import { expect, test } from "vitest";
import { collectionOn, startedCluster } from "../../helpers/cluster.js";
import { openClient } from "../../helpers/collection.js";

test("a collection with text can be written and searched on each master of a cluster", async () => {
  const cluster = await startedCluster();
  const client = await openClient(cluster.nodes[0]!.url, { cluster: true });
  for (const master of [0, 1, 2]) {
    const docs = client.repository({
      ...{ namespace: "words", collection: collectionOn(master, "words"), dimension: 2 },
      ...{ precision: "float32", text: { field: "body" } },
    });
    const bodies = ["the invoice", "the bank", "the invoice of the bank"];
    await docs.upsertMany(
      bodies.map((body, n) => ({ id: `id ${n}`, vector: [1, n + 1], attributes: { body } })),
    );
    await docs.setAttributes("id 1", { body: "an invoice" });
    expect(await docs.delete("id 0")).toBe(1);
    const named = await docs.search({ text: "invoice" });
    expect(named.map(({ id }) => id)).toEqual(["id 1", "id 2"]);
    const both = await docs.search({ vector: [1, 3], text: "bank" });
    expect(both.map(({ id }) => id)).toEqual(["id 2", "id 1"]);
    expect(await docs.clear()).toBe(2);
    expect(await docs.search({ text: "invoice" })).toEqual([]);
  }
});
