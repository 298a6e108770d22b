import { describe, expect, test } from "vitest";
import { type Command, f, type SearchQuery, type VectorRepository } from "../../../src/index.js";
import { replyOf } from "../../../src/reply.js";
import { collect } from "../../helpers/collect.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { expireNow } from "../../helpers/expire-now.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";

const DIMENSION = 16;
const HOUR_MS = 3_600_000;
const vectors = seededVectors(40, DIMENSION);
/** Nearest to every query of these tests. */
const gone = { id: "gone", vector: vectors[0]!, attributes: { n: 0, kind: "gone" } };
const other = { id: "other", vector: vectors[1]!, attributes: { n: 1, kind: "kept" } };

/** What each method says of a collection in which `gone` has expired and `other` is there. Each gets a repository of its own. */
const methods: [string, (docs: VectorRepository) => Promise<unknown>, unknown][] = [
  ["get", (docs) => docs.get("gone"), undefined],
  ["has", (docs) => docs.has("gone"), false],
  ["count", (docs) => docs.count(), 1],
  ["info", async (docs) => (await docs.info()).count, 1],
  ["scan", async (docs) => (await collect(docs.scan())).map(({ id }) => id), ["other"]],
  [
    "scan with vectors",
    async (docs) => (await collect(docs.scan({ includeVectors: true }))).map(({ id }) => id),
    ["other"],
  ],
  ["find", async (docs) => (await docs.find({ filter: f.gte("n", 0) })).map(({ id }) => id), ["other"]],
  ["countWhere", (docs) => docs.countWhere(f.gte("n", 0)), 1],
  ...(
    [
      ["search", { vector: gone.vector }],
      ["search with a filter", { vector: gone.vector, filter: f.gte("n", 0) }],
      ["search with a filter that the client checks", { vector: gone.vector, filter: f.ne("kind", "x") }],
      ["exhaustive search", { vector: gone.vector, exhaustive: true }],
      ["native search", { vector: gone.vector, precision: "native" }],
      ["search for hits that differ", { vector: gone.vector, diversity: 0.5 }],
      ["search by examples", { examples: [{ vector: gone.vector }, { id: "other", weight: 0.1 }] }],
      ["search for the nearest", { vector: gone.vector, limit: 1 }],
    ] satisfies [string, SearchQuery][]
  ).map(([name, query]): [string, (docs: VectorRepository) => Promise<unknown>, unknown] => [
    name,
    async (docs) => (await docs.search(query)).map(({ id }) => id),
    ["other"],
  ]),
  [
    "searchPage",
    async (docs) => {
      const { hits, complete } = await docs.searchPage({ vector: gone.vector, exhaustive: true });
      return [hits.map(({ id, attributes }) => [id, attributes]), complete];
    },
    [[["other", other.attributes]], true],
  ],
  ["searchMany", async (docs) => (await docs.searchMany([{ vector: gone.vector }])).flat().length, 1],
  ["search by its id", (docs) => docs.search({ id: "gone" }), []],
  [
    "search by its id as an example",
    (docs) => docs.search({ examples: [{ id: "gone" }] }).catch(({ code }) => code),
    "INVALID_ARGUMENT",
  ],
  ["setAttributes", (docs) => docs.setAttributes("gone", { n: 5 }), false],
  ["updateAttributes", (docs) => docs.updateAttributes("gone", { n: 5 }), false],
  ["updateVector", (docs) => docs.updateVector("gone", vectors[2]!), false],
  ["touch", (docs) => docs.touch("gone", { ttlMs: HOUR_MS }), false],
  ["touch of several", (docs) => docs.touch(["gone", "other", "never"], { ttlMs: HOUR_MS }), 1],
  ["updateWhere", (docs) => docs.updateWhere(f.eq("n", 0), { n: 5 }), { matched: 0, updated: 0 }],
  ["deleteWhere", (docs) => docs.deleteWhere(f.eq("n", 0)), { matched: 0, deleted: 0 }],
];

onEachServer(({ url }) => {
  describe.each(["native", "residual", "float32"] as const)("in a %s collection", (precision) => {
    const options = { dimension: DIMENSION, precision };

    test.each([
      ["every record expires", HOUR_MS],
      ["some records never expire", null],
    ])("an expired record is returned by no method if %s", async (_, ttlMs) => {
      const { client, docs, place } = await openCollection(url, { ...options, ttlMs: HOUR_MS });
      await docs.upsertMany([gone, { ...other, ttlMs }]);
      await expireNow(client, place, ["gone"]);
      for (const [name, call, expected] of methods) {
        expect(await call(docs), name).toEqual(expected);
        expect(await call(client.repository({ ...options, ...place })), `${name}, just opened`).toEqual(
          expected,
        );
      }
      expect(await docs.delete(["gone", "other"])).toBe(1);
      expect(await docs.count()).toBe(0);
    });

    test("a repository that was opened before there were TTLs returns no expired record either", async () => {
      const { client, docs, place } = await openCollection(url, options);
      await docs.upsert(other);
      const early = methods.map(() => client.repository({ ...place, ...options }));
      for (const each of early) expect(await each.get("other")).toMatchObject({ id: "other" });
      await docs.upsert({ ...gone, ttlMs: HOUR_MS });
      await expireNow(client, place, ["gone"]);
      for (const [place, [name, call, expected]] of methods.entries())
        expect(await call(early[place]!), name).toEqual(expected);
    });

    test("a record has its attributes and its end, which no search shows, until it expires by itself", async () => {
      const { client, docs, place } = await openCollection(url, options);
      const before = Date.now();
      await docs.upsertMany([
        { ...gone, ttlMs: HOUR_MS },
        { ...other, id: "bare", attributes: undefined, ttlMs: HOUR_MS },
        { ...other, id: "empty", attributes: {}, ttlMs: HOUR_MS },
        { ...other, ttlMs: null },
      ]);
      const got = await docs.get("gone");
      expect(got?.attributes).toEqual(gone.attributes);
      expect(got?.expiresAtMs).toBeGreaterThan(before + HOUR_MS - 60_000);
      expect(await docs.get("bare")).not.toHaveProperty("attributes");
      expect((await docs.get("empty"))?.attributes).toEqual({});
      expect(await docs.get("other")).not.toHaveProperty("expiresAtMs");
      const hits = await docs.search({ vector: gone.vector, exhaustive: true });
      expect(Object.fromEntries(hits.map(({ id, attributes }) => [id, attributes]))).toEqual({
        gone: gone.attributes,
        other: other.attributes,
        bare: undefined,
        empty: {},
      });
      expect(hits.filter((hit) => "expiresAtMs" in hit)).toEqual([]);
      const blind = await docs.search({ vector: gone.vector, includeAttributes: false });
      expect(blind.filter((hit) => "attributes" in hit)).toEqual([]);
      expect(blind).toHaveLength(4);

      await docs.upsert({ ...gone, ttlMs: 1 });
      await expect.poll(() => docs.get("gone")).toBeUndefined();
      expect((await client.repository({ ...place, ...options }).search({ vector: gone.vector })).length).toBe(
        3,
      );
    });

    test.each([
      ["every record has an end", true],
      ["some records were written before there were ends", false],
    ])(
      "a search finds as many living records as it was asked for if %s, whatever has expired",
      async (_, isTotal) => {
        const { client, docs, place } = await openCollection(url, options);
        const many = seededVectors(330, DIMENSION).map((vector, n) => ({
          id: `r${n}`,
          vector,
          attributes: { n },
        }));
        if (!isTotal) await docs.upsertMany(many.slice(0, 10));
        await docs.upsertMany(many.slice(isTotal ? 0 : 10).map((record) => ({ ...record, ttlMs: HOUR_MS })));
        const query = many[0]!.vector;
        const ranked = (await docs.search({ vector: query, limit: 330, exhaustive: true })).map(
          ({ id }) => id,
        );
        const expired = ranked.slice(0, 310).filter((id) => isTotal || Number(id.slice(1)) >= 10);
        await expireNow(client, place, expired);
        const living = ranked.filter((id) => !expired.includes(id));
        const sent: Command[] = [];
        const watched = docs.through((executor) => ({
          capabilities: executor.capabilities,
          pipeline: (steps, options) => executor.pipeline(steps, options),
          send: (command, options) => {
            sent.push(command);
            return executor.send(command, options);
          },
        }));
        for (const also of [{}, { includeAttributes: false }, { filter: f.lt("n", 1_000) }]) {
          sent.length = 0;
          const hits = await watched.search({ vector: query, limit: 15, ...also });
          expect(hits.map(({ id }) => id)).toEqual(living.slice(0, 15));
          const filters = sent.filter((command) =>
            command.some((word) => String(word).includes("._expiresAtMs >")),
          );
          expect(filters.length > 0).toBe(isTotal);
        }
        // With a filter the server decides at once; without one, only if expired records are in the way.
        await docs.sweep();
        for (const filter of [undefined, f.lt("n", 1_000)]) {
          sent.length = 0;
          await watched.search({ vector: query, limit: 3, filter });
          const ends = sent.filter((command) =>
            command.some((word) => String(word).includes("._expiresAtMs >")),
          );
          expect(ends.length > 0).toBe(isTotal && filter !== undefined);
        }
        expect(await docs.search({ vector: query, limit: 330 })).toHaveLength(living.length);
        const page = await docs.searchPage({ vector: query, limit: 330, exhaustive: true });
        expect([page.hits.length, page.complete]).toEqual([living.length, true]);
      },
    );

    test("a repository that learns late of ends writes records that every search finds", async () => {
      const { client, docs, place } = await openCollection(url, options);
      const early = client.repository({ ...place, ...options });
      await early.upsert(other);
      await early.delete("other");
      await docs.upsert({ ...gone, ttlMs: HOUR_MS });
      expect(await early.upsertMany([other, { ...other, id: "third", attributes: undefined }])).toMatchObject(
        {
          inserted: 2,
          failures: [],
        },
      );
      for (const each of [docs, early, client.repository({ ...place, ...options })]) {
        const hits = await each.search({ vector: other.vector });
        expect(hits.map(({ id }) => id).sort()).toEqual(["gone", "other", "third"]);
        expect(await each.get("third")).not.toHaveProperty("attributes");
      }
    });

    test("a change keeps the end of a record, and a new record without one takes it away", async () => {
      const { docs } = await openCollection(url, options);
      await docs.upsertMany([{ ...gone, ttlMs: HOUR_MS }, other]);
      const end = (await docs.get("gone"))?.expiresAtMs;
      expect(end).toBeDefined();
      expect(await docs.updateAttributes("gone", { n: 7 })).toBe(true);
      expect(await docs.updateVector("gone", vectors[3]!)).toBe(true);
      expect(await docs.get("gone")).toMatchObject({ expiresAtMs: end, attributes: { n: 7, kind: "gone" } });
      expect(await docs.updateWhere(f.eq("n", 7), { n: 8 })).toEqual({ matched: 1, updated: 1 });
      expect(await docs.setAttributes("gone", { m: 1 })).toBe(true);
      expect(await docs.get("gone")).toMatchObject({ expiresAtMs: end, attributes: { m: 1 } });
      for (const attributes of [{}, null]) {
        expect(await docs.setAttributes("gone", attributes)).toBe(true);
        const got = await docs.get("gone");
        expect([got?.expiresAtMs, got?.attributes]).toEqual([end, attributes ?? undefined]);
      }
      expect(await docs.updateAttributes("gone", { a: 1 })).toBe(true);
      expect(await docs.get("gone")).toMatchObject({ expiresAtMs: end, attributes: { a: 1 } });
      expect(await docs.upsert({ ...gone, attributes: { n: 2 } })).toEqual({ inserted: false });
      expect(await docs.get("gone")).not.toHaveProperty("expiresAtMs");
      expect(await docs.sweep()).toBe(0);
    });

    test("touch prolongs a life, and never shortens one", async () => {
      const { client, docs, place } = await openCollection(url, { ...options, ttlMs: HOUR_MS });
      await docs.upsertMany([gone, { ...other, ttlMs: null }]);
      const end = (await docs.get("gone"))!.expiresAtMs!;
      expect(await docs.touch("gone", { ttlMs: 1_000 })).toBe(true);
      expect((await docs.get("gone"))?.expiresAtMs).toBe(end);
      expect(await docs.touch(["gone", "other", "absent"], { ttlMs: 2 * HOUR_MS })).toBe(2);
      const later = (await docs.get("gone"))!.expiresAtMs!;
      expect(later).toBeGreaterThanOrEqual(end + HOUR_MS - 60_000);
      expect(await docs.get("other")).not.toHaveProperty("expiresAtMs");
      expect(await docs.touch("gone")).toBe(true);
      expect(await docs.touch("gone", { ttlMs: null })).toBe(true);
      expect(await docs.get("gone")).toMatchObject({ attributes: gone.attributes });
      expect(await docs.get("gone")).not.toHaveProperty("expiresAtMs");
      const without = client.repository({ ...options, ...place });
      await expect(without.touch("gone")).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    });

    test("a sweep removes what has expired, with codes and instants, and nothing else", async () => {
      const { client, docs, place } = await openCollection(url, options);
      const tag = `{${place.namespace}:${place.collection}}`;
      await docs.upsertMany(
        vectors.map((vector, n) => ({ id: `r${n}`, vector, ttlMs: n < 30 ? HOUR_MS : null })),
      );
      const expired = Array.from({ length: 25 }, (_, n) => `r${n}`);
      await expireNow(client, place, expired);
      expect(await docs.count()).toBe(15);
      expect(await docs.upsert({ id: "r0", vector: vectors[0]!, ttlMs: HOUR_MS })).toEqual({
        inserted: true,
      });
      expect(await docs.upsert({ id: "r1", vector: vectors[1]!, ttlMs: null })).toEqual({ inserted: true });
      // Another program changed what the index of instants does not know.
      await client.sendCommand(["ZADD", `${tag}:expiry`, "1", "r29", "1", "absent", "1", "r39"]);
      expect(await docs.sweep()).toBe(23);
      expect(await docs.sweep()).toBe(0);
      expect(await client.sendCommand(["VCARD", `${tag}:v`])).toBe(17);
      expect(await docs.count()).toBe(17);
      expect(await client.sendCommand(["ZCARD", `${tag}:expiry`])).toBe(6);
      expect(await client.sendCommand(["HLEN", `${tag}:codes`])).toBe(precision === "native" ? 0 : 17);
      await docs.clear();
      expect(await client.sendCommand(["EXISTS", `${tag}:expiry`])).toBe(0);
    });
  });

  test("two clients elect one that sweeps in the background, and the other takes over when it is closed", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION });
    const second = await openClient(url);
    const meta = `{${place.namespace}:${place.collection}}:meta`;
    const expiry = `{${place.namespace}:${place.collection}}:expiry`;
    const others = second.repository({ ...place, dimension: DIMENSION });
    const waiting = () => client.sendCommand(["ZCARD", expiry]);
    await docs.upsert({ ...gone, ttlMs: 1 });
    await others.upsert({ ...other, ttlMs: 1 });
    await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
    expect(await client.sendCommand(["VCARD", docs.key])).toBe(0);
    const elected = await client.sendCommand(["HGET", meta, "sweeper"]);
    await docs.upsertMany([{ ...gone, ttlMs: 1 }]);
    await others.upsertMany([{ ...other, ttlMs: 1 }]);
    await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
    expect(await client.sendCommand(["HGET", meta, "sweeper"])).toBe(elected);
    // The elected one falls silent: its election ends, which this test does not wait for.
    await second.close();
    await client.sendCommand(["HSET", meta, "sweeper", "a silent one", "sweepsUntil", "1"]);
    await docs.upsert({ ...gone, ttlMs: 1 });
    await expect.poll(waiting, { timeout: 20_000 }).toBe(0);
    expect(await client.sendCommand(["HGET", meta, "sweeper"])).not.toBe("a silent one");
  });

  test("a record that is touched or written again while others sweep is never lost", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION, ttlMs: HOUR_MS });
    const others = client.repository({ ...place, dimension: DIMENSION });
    for (let round = 0; round < 20; round++) {
      const ids = vectors.map((_, n) => `r${n}`);
      await docs.upsertMany(vectors.map((vector, n) => ({ id: `r${n}`, vector })));
      await expireNow(client, place, ids.slice(0, 20));
      const [, , , swept] = await Promise.all([
        docs.upsertMany(vectors.slice(0, 10).map((vector, n) => ({ id: `r${n}`, vector }))),
        docs.touch(ids),
        docs.upsertMany(vectors.slice(5, 15).map((vector, n) => ({ id: `r${n + 5}`, vector, ttlMs: null }))),
        others.sweep(),
      ]);
      expect(swept).toBeLessThanOrEqual(20);
      await others.sweep();
      const left = await docs.find({ limit: 100 });
      expect(left.map(({ id }) => id).sort()).toEqual([...ids.slice(0, 15), ...ids.slice(20)].sort());
      await docs.clear();
    }
  });

  test("a sweep that is aborted, or whose client is closed, removes whole records only, and the next one goes on", async () => {
    const { client, docs, place } = await openCollection(url, {
      dimension: DIMENSION,
      precision: "residual",
    });
    const tag = `{${place.namespace}:${place.collection}}`;
    const ids = vectors.map((_, n) => `r${n}`);
    await docs.upsertMany(vectors.map((vector, n) => ({ id: `r${n}`, vector, ttlMs: HOUR_MS })));
    await expireNow(client, place, ids);
    const reason = new Error("enough");
    await expect(docs.sweep({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const stopped = docs.through((executor) => ({
      capabilities: executor.capabilities,
      send: (command, options) => executor.send(command, options),
      pipeline: async (steps, options) => {
        const results = await executor.pipeline(steps, options);
        controller.abort(reason);
        return results;
      },
    }));
    await expect(stopped.sweep({ signal: controller.signal })).rejects.toBe(reason);
    const left = async () => {
      const counts = [
        ["VCARD", `${tag}:v`],
        ["HLEN", `${tag}:codes`],
        ["ZCARD", `${tag}:expiry`],
      ];
      const [result] = await client.executor.pipeline([{ transaction: counts }]);
      return replyOf(result) as number[];
    };
    // Unless the background sweep was quicker.
    const [elements, codes, instants] = await left();
    expect(elements).toBeLessThanOrEqual(30);
    expect([codes, instants]).toEqual([elements, elements]);
    const dying = await openClient(url);
    const swept = dying
      .repository({ ...place, dimension: DIMENSION })
      .sweep()
      .catch(({ code }) => code);
    await dying.close();
    expect(String(await swept)).toMatch(/^(\d+|POOL_CLOSED|CONNECTION_LOST)$/);
    await docs.sweep();
    expect(await left()).toEqual([0, 0, 0]);
  });

  test("a client of an ordinary collection sends nothing about expiry", async () => {
    const { client, docs, place } = await openCollection(url, { dimension: DIMENSION });
    await docs.upsertMany([gone, other]);
    await docs.search({ vector: gone.vector });
    const meta = `{${place.namespace}:${place.collection}}:meta`;
    expect(await client.sendCommand(["HMGET", meta, "expires", "expiresAll", "sweeper"])).toEqual([
      null,
      null,
      null,
    ]);
    expect(await client.sendCommand(["VGETATTR", docs.key, "gone"])).toBe(JSON.stringify(gone.attributes));
  });
});
