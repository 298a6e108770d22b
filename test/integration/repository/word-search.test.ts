import { expect, test } from "vitest";
import { f, type VectorRepository } from "../../../src/index.js";
import { CollectionWords, DocumentRanking, fuse } from "../../../src/repository/words/index.js";
import { openClient, openCollection } from "../../helpers/collection.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { onEachServer } from "../../helpers/servers.js";
import { documentOf, expectedIndex, readIndex } from "../../helpers/word-model.js";

const TEXT = { field: "body" };

/** Records whose texts hold frequent and rare words; the same each time. */
function noteOf(n: number) {
  const words = ["all", n % 2 === 0 ? "even" : "odd", `third${n % 3}`, `own${n}`];
  return { body: words.concat(new Array(n % 5).fill("filler")).join(" "), n };
}

async function fill(docs: VectorRepository, count: number, dimension: number) {
  const vectors = seededVectors(count, dimension, 7);
  const records = vectors.map((vector, n) => ({ id: `id ${n}`, vector, attributes: noteOf(n) }));
  await docs.upsertMany(records);
  return records;
}

onEachServer(({ url }) => {
  test("a ranking read in parts of one block each, and in pages, is the same as in one part and one page", async () => {
    const { docs, client } = await openCollection(url, { dimension: 2, text: TEXT });
    await fill(docs, 2_000, 2);
    const place = {
      executor: client.executor,
      keys: { vectors: docs.key, words: docs.key.replace(/:v$/, ":words") },
    };
    const query = {
      words: ["all", "third1", "own7"],
      wait: { timeoutMs: 10_000, signal: undefined },
    };
    const whole = await new DocumentRanking(place, query).page(3_000);
    expect(whole).toHaveLength(2_000);
    expect(whole[0]?.id).toBe("id 7");
    expect(await new DocumentRanking(place, query, 1).page(3_000)).toEqual(whole);
    const ranking = new DocumentRanking(place, query, 700);
    const pages = [await ranking.page(10), await ranking.page(700), await ranking.page(2_000)];
    expect(pages.flat()).toEqual(whole);
    expect(await ranking.page(5)).toEqual([]);
  });

  test("the list of a frequent word is divided, and what is left is right while its records change and go", async () => {
    const { docs, client } = await openCollection(url, { dimension: 2, text: TEXT });
    const words = new CollectionWords(TEXT);
    const bodies = new Map<string, string>();
    const expectRight = async () => {
      const documents = new Map([...bodies].map(([id, body]) => [id, documentOf(words, body)!]));
      const { next, free, listedFree, divided, ...index } = await readIndex(
        client,
        docs.key.replace(/:v$/, ":words"),
      );
      expect(index).toEqual(expectedIndex(documents));
      expect([next, listedFree]).toEqual([documents.size + free, free]);
      return divided;
    };
    const write = async (count: number, bodyOf: (n: number) => string) => {
      const records = Array.from({ length: count }, (_, n) => ({ id: `id ${n}`, body: bodyOf(n) }));
      for (const { id, body } of records) bodies.set(id, body);
      await docs.upsertMany(records.map(({ id, body }) => ({ id, vector: [1, 2], attributes: { body } })));
    };
    const remove = async (ids: string[]) => {
      await docs.delete(ids);
      for (const id of ids) bodies.delete(id);
    };
    await write(128, (n) => `all ${n % 2 === 0 ? "even" : "odd"} own${n}`);
    expect(await expectRight()).toBe(0);
    await write(700, (n) => `all ${n % 2 === 0 ? "even" : "odd"} own${n}`);
    expect(await expectRight()).toBe(3);
    await write(300, (n) => `${n % 3 === 0 ? "all all" : "none"} changed own${n}`);
    expect(await expectRight()).toBe(5);
    const ids = [...bodies.keys()];
    await remove(ids.filter((_, place) => place % 7 > 0));
    await expectRight();
    await write(150, (n) => `all again own${n}`);
    await expectRight();
    await remove([...bodies.keys()]);
    expect(await expectRight()).toBe(0);
  });

  test("a filter that few documents match is applied to all of them", async () => {
    const { docs } = await openCollection(url, { dimension: 2, text: TEXT });
    await fill(docs, 1_000, 2);
    const filter = f.or(f.eq("n", 3), f.gte("n", 998));
    const hits = await docs.search({ text: "all", filter, limit: 10 });
    expect(hits.map(({ id }) => id).sort()).toEqual(["id 3", "id 998", "id 999"]);
    expect(await docs.search({ text: "all", filter: f.eq("n", -1) })).toEqual([]);
  });

  test.each(["native", "float32"] as const)(
    "a hybrid search of a collection with precision %s merges the two rankings",
    async (precision) => {
      const { docs } = await openCollection(url, { dimension: 8, precision, text: TEXT });
      const records = await fill(docs, 300, 8);
      const vector = records[5]!.vector;
      const target = { vector, limit: 100, exhaustive: true } as const;
      const [near, named] = [
        await docs.search(target),
        await docs.search({ text: "own42 third2", limit: 100 }),
      ];
      const byVector = {
        hits: near.map(({ id, similarity }) => ({ id, score: similarity })),
        floor: near[99]!.similarity,
      };
      const byWords = {
        hits: named.map(({ id, textScore }) => ({ id, score: textScore })),
        floor: named[99]!.textScore,
      };
      for (const fusion of ["rrf", { vectorWeight: 0.3 }] as const) {
        const merged = fuse(byVector, byWords, fusion);
        const query = { vector, text: "own42 third2", fusion, exhaustive: true } as const;
        const hits = await docs.search({ ...query, limit: 20 });
        expect(hits.map(({ id, fusedScore }) => ({ id, score: fusedScore }))).toEqual(merged.slice(0, 20));
        for (const { id, similarity, textScore, attributes } of hits) {
          expect(similarity).toBe(near.find((hit) => hit.id === id)?.similarity);
          expect(textScore).toBe(named.find((hit) => hit.id === id)?.textScore);
          expect(attributes).toEqual(noteOf(Number(id.slice(3))));
        }
      }
    },
  );

  test("a hybrid search takes an id or examples, filters both rankings, and limits the similarity of one", async () => {
    const { docs } = await openCollection(url, { dimension: 8, text: TEXT });
    await fill(docs, 50, 8);
    const even = f.lt("n", 10);
    const text = "own3 own20";
    const hits = await docs.search({ id: "id 4", text, filter: even, limit: 5, includeAttributes: false });
    expect(hits.map(({ id }) => id)).toContain("id 3");
    expect(hits.every(({ id }) => Number(id.slice(3)) < 10)).toBe(true);
    expect(hits.every((hit) => !("attributes" in hit))).toBe(true);
    const far = await docs.search({ id: "id 4", text, minSimilarity: 0.99 });
    expect(far.map(({ id }) => id).sort()).toEqual(["id 20", "id 3", "id 4"]);
    const examples = [{ id: "id 4" }, { id: "id 5", weight: 0.5 }];
    const page = await docs.searchPage({ examples, text, exhaustive: true, limit: 50 });
    expect(page.hits).toHaveLength(50);
    expect(page.complete).toBe(true);
    expect((await docs.searchPage({ text })).complete).toBe(true);
    const [named, both] = await docs.searchMany<{ text: string }>([{ text: "own3" }, { text: "nobody" }]);
    expect([named?.map(({ id }) => id), both]).toEqual([["id 3"], []]);
    expect(await docs.search({ id: "nobody", text: "own3" })).toMatchObject([
      { id: "id 3", textScore: expect.any(Number) },
    ]);
  });

  test("field and language are fixed at creation, and a collection without an index gets none later", async () => {
    const { docs, client, place } = await openCollection(url, {
      dimension: 2,
      text: { field: "body", language: "en" },
    });
    await docs.upsert({ id: "a", vector: [1, 2], attributes: { body: "invoices" } });
    const others = [undefined, { field: "title", language: "en" }, { field: "body" }] as const;
    for (const text of others) {
      const other = client.repository({ ...place, dimension: 2, text });
      const write = other.upsert({ id: "b", vector: [1, 2], attributes: { body: "b" } });
      await expect(write).rejects.toMatchObject({
        code: "COLLECTION_MISMATCH",
        details: { differing: ["text"] },
      });
      await expect(other.search({ vector: [1, 2] })).rejects.toThrow(/text is en:body, asked for/);
    }
    expect(await docs.search({ text: "invoice" })).toMatchObject([{ id: "a" }]);

    const { docs: plain, place: plainPlace } = await openCollection(url, { dimension: 2 });
    await plain.upsert({ id: "a", vector: [1, 2] });
    const late = client.repository({ ...plainPlace, dimension: 2, text: TEXT });
    await expect(late.search({ text: "a" })).rejects.toThrow(/text is not set, asked for :body/);

    await client.sendCommand(["VADD", `{${place.namespace}:foreign}:v`, "VALUES", "2", "1", "2", "a", "Q8"]);
    const foreign = client.repository({
      namespace: place.namespace,
      collection: "foreign",
      dimension: 2,
      text: TEXT,
    });
    await expect(foreign.upsert({ id: "b", vector: [1, 2] })).rejects.toMatchObject({
      code: "COLLECTION_MISMATCH",
    });
    await client.sendCommand(["DEL", `{${place.namespace}:foreign}:v`]);
  });

  test("the text of a record with too many words is refused by every write, and nothing is changed", async () => {
    const { docs, client } = await openCollection(url, { dimension: 2, text: TEXT });
    const body = Array.from({ length: 5_000 }, (_, n) => `w${n}`).join(" ");
    await docs.upsert({ id: "a", vector: [1, 2], attributes: { body } });
    const long = { body: `${body} more` };
    const code = "INVALID_ATTRIBUTES";
    const record = { id: "a", vector: [1, 2], attributes: long };
    for (const write of [
      () => docs.upsert(record),
      () => docs.upsertMany([record]),
      () => docs.setAttributes("a", long),
      () => docs.updateAttributes("a", long),
      () => docs.updateWhere(f.exists("body"), long),
    ])
      await expect(write()).rejects.toMatchObject({ code });
    const report = await docs.upsertMany([record, { ...record, id: "b", attributes: { body: "short" } }], {
      onInvalid: "report",
    });
    expect(report).toMatchObject({ acknowledged: 1, failures: [{ id: "a", error: { code } }] });
    expect(await docs.search({ text: "w4999" })).toMatchObject([{ id: "a", attributes: { body } }]);
    expect(await docs.delete("a")).toBe(1);
    const index = await readIndex(client, docs.key.replace(/:v$/, ":words"));
    expect([...index.postings.keys()]).toEqual(["short"]);
  });

  test("what another program removes is in no hit, and there are as many hits nevertheless", async () => {
    const { docs, client } = await openCollection(url, { dimension: 2, text: TEXT });
    await fill(docs, 10, 2);
    const [first] = await docs.search({ text: "all", limit: 1 });
    await client.sendCommand(["VREM", docs.key, first!.id]);
    for (const includeAttributes of [true, false]) {
      const hits = await docs.search({ text: "all", limit: 9, includeAttributes });
      expect(hits).toHaveLength(9);
      expect(hits.map(({ id }) => id)).not.toContain(first!.id);
    }
  });

  test.each([
    [["-eval", "-evalsha"], { upsert: false, delete: false, setAttributes: false, search: true }],
    [["-eval_ro", "-evalsha_ro"], { upsert: true, delete: true, setAttributes: true, search: false }],
    [["-hset"], { upsert: false, setAttributes: false, deleteWhere: false, search: true }],
    [["-hdel"], { upsert: false, setAttributes: false, deleteWhere: false, search: true }],
  ])("a user with %s is refused with a code, and record and index agree", async (rules, allowed) => {
    const { docs, client, place } = await openCollection(url, { dimension: 2, text: TEXT });
    await docs.upsert({ id: "a", vector: [1, 2], attributes: { body: "before" } });
    const username = `words-${place.namespace}`.replaceAll(":", "-");
    await client.sendCommand(["ACL", "SETUSER", username, "reset", "on", ">hush", "~*", "+@all", ...rules]);
    try {
      const user = await openClient(url, { username, password: "hush" });
      const own = user.repository({ ...place, dimension: 2, text: TEXT });
      const calls: Record<string, () => Promise<unknown>> = {
        search: () => own.search({ text: "before" }),
        setAttributes: () => own.setAttributes("a", { body: "set" }),
        deleteWhere: () => own.deleteWhere(f.exists("body")),
        upsert: () => own.upsert({ id: "a", vector: [2, 1], attributes: { body: "upserted" } }),
        delete: () => own.delete("a"),
      };
      for (const [name, isAllowed] of Object.entries(allowed)) {
        const outcome = calls[name]!();
        if (isAllowed) await outcome;
        else await expect(outcome).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
        const stored = await docs.get("a");
        const body = (stored?.attributes as { body: string } | undefined)?.body;
        const { postings } = await readIndex(client, docs.key.replace(/:v$/, ":words"));
        expect([...postings.keys()]).toEqual(body === undefined ? [] : [body]);
      }
    } finally {
      await client.sendCommand(["ACL", "DELUSER", username]);
    }
  });

  test("a write of a client that had another collection open is refused and leaves no words", async () => {
    const { docs, client, place } = await openCollection(url, { dimension: 2, text: TEXT });
    await docs.upsert({ id: "a", vector: [1, 2], attributes: { body: "old" } });
    const stale = client.repository({ ...place, dimension: 2, text: TEXT });
    expect(await stale.search({ text: "old" })).toHaveLength(1);
    await docs.drop();
    const plain = client.repository({ ...place, dimension: 2 });
    await plain.upsert({ id: "a", vector: [1, 2] });
    for (const write of [
      () => stale.setAttributes("a", { body: "new" }),
      () => stale.upsert({ id: "a", vector: [1, 2], attributes: { body: "new" } }),
    ])
      await expect(write()).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
    expect(await client.sendCommand(["EXISTS", docs.key.replace(/:v$/, ":words")])).toBe(0);
  });
});
