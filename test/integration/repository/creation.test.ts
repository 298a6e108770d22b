import { expect, test } from "vitest";
import type { RepositoryOptions } from "../../../src/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { codeOf } from "../../helpers/outcome.js";
import { onEachServer } from "../../helpers/servers.js";

onEachServer(({ url }) => {
  test("if two clients create one collection at once with different parameters, exactly one succeeds", async () => {
    for (let round = 0; round < 10; round++) {
      const { place } = await openCollection(url, { dimension: 2 });
      const clients = await Promise.all([openClient(url), openClient(url)]);
      const attempts = [
        { dimension: 2, vector: [1, 2] },
        { dimension: 3, vector: [1, 2, 3] },
      ].map(({ dimension, vector }, i) => {
        const docs = clients[i]!.repository({ ...place, dimension });
        return {
          docs,
          outcome: codeOf(
            i === round % 2 ? docs.upsert({ id: "a", vector }) : docs.upsertMany([{ id: "a", vector }]),
          ),
        };
      });
      const outcomes = await Promise.all(attempts.map(({ outcome }) => outcome));
      expect([...outcomes].sort()).toEqual(["COLLECTION_MISMATCH", "resolved"]);
      const winner = attempts[outcomes.indexOf("resolved")]!;
      expect(await winner.docs.count()).toBe(1);
    }
  });

  test.each<[string, Partial<RepositoryOptions>]>([
    ["dimension", { dimension: 3 }],
    ["quantization", { quantization: "none" }],
    ["m", { m: 32 }],
    ["truncateFrom", { truncateFrom: 4 }],
  ])(
    "reads and writes of an existing collection with another %s are refused, and the error names it",
    async (name, changed) => {
      const { client, docs, place } = await openCollection(url, { dimension: 2 });
      await docs.upsert({ id: "a", vector: [1, 2] });
      const options = { ...place, dimension: 2, ...changed };
      const other = client.repository(options);
      const vector = new Array(options.truncateFrom ?? options.dimension).fill(1);
      const calls = [
        () => other.upsert({ id: "b", vector }),
        () => other.upsertMany([{ id: "b", vector }]),
        () => other.upsertMany(new Set([{ id: "b", vector }])),
        () => other.search({ vector }),
        () => other.searchMany([{ vector }]),
        () => other.get("a"),
      ];
      for (const call of calls) {
        await expect(call()).rejects.toMatchObject({
          code: "COLLECTION_MISMATCH",
          details: { differing: [name] },
        });
      }
      expect(await docs.count()).toBe(1);
    },
  );

  test("a set that another program created is used with its elements if the parameters match", async () => {
    const { client, docs } = await openCollection(url, { dimension: 2 });
    await client.sendCommand(["VADD", docs.key, "VALUES", "2", "1", "0", "theirs", "SETATTR", '{"x":1}']);
    expect(await docs.search({ vector: [1, 0] })).toMatchObject([{ id: "theirs", attributes: { x: 1 } }]);
    expect(await docs.upsert({ id: "theirs", vector: [0, 1] })).toEqual({ inserted: false });
    expect(await docs.upsert({ id: "ours", vector: [0, 1] })).toEqual({ inserted: true });
    expect(await docs.count()).toBe(2);
  });

  test.each([
    ["another dimension", ["VALUES", "3", "1", "0", "0", "theirs"], "dimension"],
    ["another quantization", ["VALUES", "2", "1", "0", "theirs", "NOQUANT"], "quantization"],
    ["another M", ["VALUES", "2", "1", "0", "theirs", "M", "8"], "m"],
    [
      "a projection to the same dimension",
      ["REDUCE", "2", "VALUES", "4", "1", "0", "0", "0", "theirs"],
      "projection",
    ],
  ])(
    "a set that another program created with %s is refused and left unchanged",
    async (_, command, differing) => {
      const { client, docs } = await openCollection(url, { dimension: 2 });
      await client.sendCommand(["VADD", docs.key, ...command]);
      const refusal = { code: "COLLECTION_MISMATCH", details: { differing: [differing] } };
      await expect(docs.upsert({ id: "ours", vector: [1, 2] })).rejects.toMatchObject(refusal);
      await expect(docs.search({ vector: [1, 2] })).rejects.toMatchObject(refusal);
      expect(await client.sendCommand(["VCARD", docs.key])).toBe(1);
    },
  );

  test("after drop the collection can be created with other parameters; after clear it cannot", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    const other = client.repository({ ...place, dimension: 3 });
    await docs.clear();
    expect(await codeOf(other.upsert({ id: "a", vector: [1, 2, 3] }))).toBe("COLLECTION_MISMATCH");
    await docs.drop();
    expect(
      await client.sendCommand(["EXISTS", docs.key, `{${place.namespace}:${place.collection}}:meta`]),
    ).toBe(0);
    expect(await other.upsert({ id: "a", vector: [1, 2, 3] })).toEqual({ inserted: true });
    expect(await codeOf(docs.upsert({ id: "a", vector: [1, 2] }))).toBe("COLLECTION_MISMATCH");
  });

  test("a repository that was opened before another client recreated the collection fails with a coded error", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 2 });
    await docs.upsert({ id: "a", vector: [1, 2] });
    const other = client.repository({ ...place, dimension: 3 });
    await client.repository({ ...place, dimension: 2 }).drop();
    await other.upsert({ id: "a", vector: [1, 2, 3] });
    expect(await codeOf(docs.search({ vector: [1, 2] }))).toBe("DIMENSION_MISMATCH");
    expect(await codeOf(docs.upsert({ id: "b", vector: [1, 2] }))).toBe("COLLECTION_MISMATCH");
    // Since the refused write, the repository compares the parameters again.
    expect(await codeOf(docs.get("a"))).toBe("COLLECTION_MISMATCH");
  });
});
