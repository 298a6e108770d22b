import { expect, test } from "vitest";
import { openCollection } from "../../helpers/collection.js";
import { onEachServer } from "../../helpers/servers.js";

/** As keys of an object, "10", "2" and "1" would be sorted and "__proto__" would be lost. */
const ids = [
  ...[
    "10",
    "2",
    "1",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "",
    " ",
    "a b",
    "a\r\nb",
    "\0",
    "{tag}",
    "*",
  ],
  ...["🦀", "e\u0301", "\u00e9", "漢字", "x".repeat(10_000)],
  // All bytes, each as one character.
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString("latin1"),
];

/** Vectors whose similarity to [1, 0] falls with the rank. */
const vectorOf = (rank: number) => {
  const angle = ((rank + 1) / (ids.length + 1)) * Math.PI;
  return [Math.cos(angle), Math.sin(angle)];
};

onEachServer(({ url }) => {
  test("ids of every kind are returned unchanged and in order by search, and found by get, has and delete", async () => {
    const { docs } = await openCollection(url, { dimension: 2, quantization: "none" });
    const records = ids.map((id, rank) => ({ id, vector: vectorOf(rank), attributes: { rank } }));
    const report = await docs.upsertMany(records);
    expect(report).toMatchObject({ inserted: ids.length, complete: true });

    const hits = await docs.search({ vector: [1, 0], limit: 100 });
    expect(hits.map(({ id }) => id)).toEqual(ids);
    expect(hits.map(({ attributes }) => attributes?.rank)).toEqual([...ids.keys()]);
    const bare = await docs.search({ vector: [1, 0], limit: 100, includeAttributes: false });
    expect(bare.map(({ id }) => id)).toEqual(ids);

    for (const [rank, id] of ids.entries()) {
      expect(await docs.has(id)).toBe(true);
      expect(await docs.get(id)).toMatchObject({ id, attributes: { rank } });
      expect((await docs.search({ id, limit: 1 }))[0]).toMatchObject({ id, attributes: { rank } });
      expect(await docs.upsert({ id, vector: vectorOf(rank), attributes: { rank, again: true } })).toEqual({
        inserted: false,
      });
      expect(await docs.setAttributes(id, { rank: -rank })).toBe(true);
    }
    expect(await docs.count()).toBe(ids.length);
    for (const id of ids) {
      expect(await docs.delete(id)).toBe(1);
      expect(await docs.has(id)).toBe(false);
    }
    expect(await docs.count()).toBe(0);
  });
});
