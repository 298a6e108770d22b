import { describe, expect, test } from "vitest";
import { collectionKeys } from "../../../src/repository/index.js";
import { openCollection } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const HOUR_MS = 3_600_000;
const [vector] = seededVectors(1, 64);
const text = { field: "body", language: "en" as const };

onEachServer(({ url }) => {
  describe.each(["native", "residual", "int8"] as const)(
    "records with words that expire, precision %s",
    (precision) => {
      async function opened() {
        const { client, docs, place } = await openCollection(url, { dimension: 64, text, precision });
        const write = (id: string, body: string, ttlMs: number | null) =>
          docs.upsert({ id, vector: vector!, attributes: { body, user: "ann" }, ttlMs });
        await write("short", "a red jug of water", HOUR_MS);
        await write("long", "a red cup of tea", HOUR_MS);
        await write("ever", "red wine", null);
        const found = async () => (await docs.search({ text: "red" })).map(({ id }) => id).sort();
        const words = () =>
          client.sendCommand(["HKEYS", collectionKeys(place.namespace, place.collection).words]);
        return { client, docs, place, write, found, words };
      }

      test("an expired record is found neither by its words nor with a vector beside them", async () => {
        const { client, docs, place, found } = await opened();
        expect(await found()).toEqual(["ever", "long", "short"]);
        await expireNow(client, place, ["short"]);
        expect(await found()).toEqual(["ever", "long"]);
        const hybrid = await docs.search({ text: "red water", vector: vector! });
        expect(hybrid.map(({ id }) => id).sort()).toEqual(["ever", "long"]);
        const [hit] = await docs.search({ text: "tea" });
        expect(hit?.attributes).toEqual({ body: "a red cup of tea", user: "ann" });
      });

      test("the sweep removes the words of what has expired, and of nothing else", async () => {
        const { client, docs, place, found, words } = await opened();
        await expireNow(client, place, ["short"]);
        expect(await docs.sweep()).toBe(1);
        expect(await found()).toEqual(["ever", "long"]);
        const left = (await words()) as string[];
        expect(left.filter((field) => /^n(jug|water)$/.test(field))).toEqual([]);
        expect(left.filter((field) => /^n(red|cup|tea|wine)$/.test(field)).sort()).toEqual([
          "ncup",
          "nred",
          "ntea",
          "nwine",
        ]);
      });

      test("new attributes keep the end of the record and get words of their own", async () => {
        const { client, docs, place, found } = await opened();
        const before = (await docs.get("long"))?.expiresAtMs;
        expect(await docs.setAttributes("long", { body: "a blue cup", user: "ann" })).toBe(true);
        expect(await docs.updateAttributes("short", { body: "blue water" })).toBe(true);
        expect((await docs.get("long"))?.expiresAtMs).toBe(before);
        expect(await found()).toEqual(["ever"]);
        expect((await docs.search({ text: "blue" })).map(({ id }) => id).sort()).toEqual(["long", "short"]);
        await expireNow(client, place, ["long"]);
        expect(await docs.setAttributes("long", { body: "red again", user: "ann" })).toBe(false);
        expect(await docs.delete(["long", "short"])).toBe(1);
        expect(await docs.search({ text: "blue" })).toEqual([]);
      });

      test("a record is written again with words and an end, and touched", async () => {
        const { client, docs, place, write, found } = await opened();
        await expireNow(client, place, ["short"]);
        await write("short", "a green jug", 2 * HOUR_MS);
        expect(await docs.touch("short", { ttlMs: 3 * HOUR_MS })).toBe(true);
        expect(await found()).toEqual(["ever", "long"]);
        expect((await docs.search({ text: "jugs" })).map(({ id }) => id)).toEqual(["short"]);
        expect(
          await docs.updateVector(
            "short",
            vector!.map((component) => -component),
          ),
        ).toBe(true);
        expect((await docs.search({ text: "green" })).map(({ id }) => id)).toEqual(["short"]);
      });
    },
  );

  test("a collection with words whose default life is short counts, clears and drops its words", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: 64, text, ttlMs: HOUR_MS });
    await docs.upsertMany(
      [0, 1, 2].map((id) => ({ id: String(id), vector: vector!, attributes: { body: `word${id} all` } })),
    );
    expect(await docs.countWhere({ type: "exists", field: "body" })).toBe(3);
    await docs.clear();
    const { words, expiry } = collectionKeys(place.namespace, place.collection);
    expect(await client.sendCommand(["EXISTS", words, expiry])).toBe(0);
    expect(await docs.search({ text: "all" })).toEqual([]);
  });
});
