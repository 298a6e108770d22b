import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { QdrantSource } from "../../../src/migration/index.js";
import { collect } from "../../helpers/collect.js";
import { codeOf } from "../../helpers/outcome.js";
import { eventually } from "../../helpers/processes.js";
import { QdrantStandIn } from "../../helpers/qdrant-stand-in/index.js";
import { expectQdrantSource } from "./qdrant-expectations.js";

describe("Qdrant's stand-in", () => {
  let standIn: QdrantStandIn;
  beforeAll(async () => {
    standIn = await QdrantStandIn.started();
  });
  afterAll(() => standIn.stop());
  expectQdrantSource(() => standIn.url);
});

/** A timing that does not wait and records the delays. */
function noWaiting() {
  const delaysMs: number[] = [];
  const timing = {
    delay: async (delayMs: number) => void delaysMs.push(delayMs),
    random: () => 0,
    now: () => Date.UTC(2026, 0, 1),
  };
  return { delaysMs, timing };
}

const KEY = "sesame-0123456789";

async function smallServer(apiKey?: string): Promise<QdrantStandIn> {
  const standIn = await QdrantStandIn.started(apiKey);
  const collection = standIn.create("things", { vectors: { size: 2, distance: "Dot" } });
  collection.upsert({ points: Array.from({ length: 9 }, (_, id) => ({ id, vector: [1, id] })) });
  return standIn;
}

const idsOf = async (source: QdrantSource, pageSize: number, signal?: AbortSignal) =>
  (await collect(source.pages({ pageSize, signal }))).flatMap(({ records }) => records.map(({ id }) => id));
const ALL = ["0", "1", "2", "3", "4", "5", "6", "7", "8"];

describe("a Qdrant server in trouble", () => {
  test("429 is retried after the time in Retry-After, given in seconds or as a date", async () => {
    await using standIn = await smallServer();
    standIn.meet(
      "/scroll",
      { kind: "status", status: 429, headers: { "retry-after": "30" } },
      { kind: "status", status: 429, headers: { "retry-after": "Thu, 01 Jan 2026 00:00:12 GMT" } },
      { kind: "status", status: 429 },
    );
    const { delaysMs, timing } = noWaiting();
    const source = new QdrantSource({ url: standIn.url, collection: "things" }, timing);
    expect(await idsOf(source, 100)).toEqual(ALL);
    expect(delaysMs).toEqual([30_000, 12_000, 500]);
  });

  test("a Retry-After longer than maxRetryDelayMs ends the call at once, and the error has it", async () => {
    await using standIn = await smallServer();
    standIn.meet("/scroll", { kind: "status", status: 429, headers: { "retry-after": "120" } });
    const { delaysMs, timing } = noWaiting();
    const source = new QdrantSource({ url: standIn.url, collection: "things" }, timing);
    await expect(idsOf(source, 100)).rejects.toMatchObject({
      code: "SERVER_BUSY",
      details: { status: 429, retryAfterMs: 120_000 },
    });
    expect(delaysMs).toEqual([]);
  });

  test("500, a dropped connection and an incomplete answer are retried with growing delays; 400 is not", async () => {
    await using standIn = await smallServer();
    standIn.meet(
      "/scroll",
      { kind: "status", status: 500 },
      { kind: "drop", after: "head" },
      { kind: "drop", after: "half" },
    );
    const { delaysMs, timing } = noWaiting();
    const source = new QdrantSource({ url: standIn.url, collection: "things" }, timing);
    expect(await idsOf(source, 4)).toEqual(ALL);
    expect(delaysMs).toEqual([125, 250, 500]);
    standIn.meet("/scroll", { kind: "status", status: 400, error: "Wrong input: no" });
    await expect(idsOf(source, 4)).rejects.toMatchObject({
      code: "COMMAND_FAILED",
      message: expect.stringContaining("Wrong input: no"),
    });
    expect(delaysMs).toHaveLength(3);
  });

  test("a walk continues at its position after a restart on the same port", async () => {
    await using standIn = await smallServer();
    let downs = 0;
    const timing = {
      ...noWaiting().timing,
      delay: async () => {
        downs += 1;
        if (downs === 2) await standIn.start();
      },
    };
    const source = new QdrantSource({ url: standIn.url, collection: "things" }, timing);
    const ids: string[] = [];
    for await (const { records } of source.pages({ pageSize: 2 })) {
      ids.push(...records.map(({ id }) => id));
      if (ids.length === 4) await standIn.stop();
    }
    expect(ids).toEqual(ALL);
    expect(downs).toBeGreaterThanOrEqual(2);
  });

  test("points written and deleted during the walk do not move the others", async () => {
    await using standIn = await smallServer();
    const collection = standIn.collections.get("things");
    const source = new QdrantSource({ url: standIn.url, collection: "things" });
    const ids: string[] = [];
    for await (const { records } of source.pages({ pageSize: 3 })) {
      ids.push(...records.map(({ id }) => id));
      if (ids.length === 3) {
        collection?.delete(1n);
        collection?.delete(3n);
        collection?.force(20n, [1, 1]);
      }
    }
    expect(ids).toEqual(["0", "1", "2", "4", "5", "6", "7", "8", "20"]);
  });

  test("a slow server is a TIMEOUT, and an abort rejects with the signal's reason at once", async () => {
    await using standIn = await smallServer();
    standIn.meet("/scroll", { kind: "slow", delayMs: 60_000 }, { kind: "slow", delayMs: 60_000 });
    const options = { url: standIn.url, collection: "things", maxRetries: 0 };
    expect(await codeOf(idsOf(new QdrantSource({ ...options, timeoutMs: 50 }), 4))).toBe("TIMEOUT");
    const before = standIn.seen("/scroll").length;
    const stopping = new AbortController();
    const reading = idsOf(new QdrantSource(options), 4, stopping.signal);
    const reason = new Error("enough");
    await eventually("the request is there", async () => standIn.seen("/scroll").length > before);
    stopping.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });

  test("a closed port is CONNECTION_FAILED with the address", async () => {
    const standIn = await smallServer();
    await standIn.stop();
    const source = new QdrantSource(
      { url: standIn.url, collection: "things", maxRetries: 1 },
      noWaiting().timing,
    );
    await expect(source.describe()).rejects.toMatchObject({
      code: "CONNECTION_FAILED",
      message: expect.stringContaining(standIn.url),
    });
  });

  test("a missing or wrong key is NOT_AUTHORIZED and never shown, and the right key works", async () => {
    await using standIn = await smallServer(KEY);
    const options = { url: standIn.url, collection: "things" };
    await expect(new QdrantSource(options).describe()).rejects.toMatchObject({
      code: "NOT_AUTHORIZED",
      message: expect.stringContaining("apiKey"),
    });
    const wrong = "wrong-key-987654321";
    const error: unknown = await new QdrantSource({ ...options, apiKey: wrong }).describe().catch((e) => e);
    expect(error).toMatchObject({ code: "NOT_AUTHORIZED" });
    const { inspect } = await import("node:util");
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(wrong);
    expect(await idsOf(new QdrantSource({ ...options, apiKey: KEY }), 100)).toEqual(ALL);
  });

  test("a reply that is not a page, or names itself as the next page, is UNEXPECTED_REPLY and not an endless loop", async () => {
    await using standIn = await smallServer();
    const options = { url: standIn.url, collection: "things", maxRetries: 0 };
    standIn.meet("/scroll", { kind: "body", text: "<html>hello</html>" });
    expect(await codeOf(idsOf(new QdrantSource(options), 2))).toBe("UNEXPECTED_REPLY");
    const again = JSON.stringify({ result: { points: [], next_page_offset: 5 }, status: "ok" });
    standIn.meet("/scroll", { kind: "body", text: again }, { kind: "body", text: again });
    expect(await codeOf(idsOf(new QdrantSource(options), 2))).toBe("UNEXPECTED_REPLY");
  });
});

describe("points that cannot be migrated", () => {
  test("points with a wrong dimension, null, zero, several or no vectors are rejected, and the walk continues", async () => {
    await using standIn = await smallServer();
    const collection = standIn.collections.get("things");
    collection?.force(1n, [1, 2, 3]);
    collection?.force(2n, [null, 2]);
    collection?.force(3n, [0, 0]);
    collection?.force(4n, [
      [1, 2],
      [3, 4],
    ]);
    collection?.force(5n, {});
    let deep: unknown = 1;
    for (let i = 0; i < 600; i++) deep = [deep];
    collection?.force(6n, [1, 1], { deep });
    const source = new QdrantSource({ url: standIn.url, collection: "things" });
    const [page] = await collect(source.pages({ pageSize: 100 }));
    expect(page?.records.map(({ id }) => id)).toEqual(["0", "7", "8"]);
    expect(page?.rejects.map(({ id, code }) => `${id} ${code}`)).toEqual([
      "1 DIMENSION_MISMATCH",
      "2 INVALID_VECTOR",
      "3 INVALID_VECTOR",
      "4 INVALID_VECTOR",
      "5 INVALID_VECTOR",
      "6 INVALID_ATTRIBUTES",
    ]);
    expect(await source.fetch(["1", "0"])).toMatchObject([null, { id: "0" }]);
  });

  test("the second point with the same id in a page is rejected", async () => {
    await using standIn = await smallServer();
    const points = [
      { id: 1, vector: [1, 2], payload: {} },
      { id: 1, vector: [3, 4], payload: {} },
    ];
    standIn.meet("/scroll", {
      kind: "body",
      text: JSON.stringify({ result: { points, next_page_offset: null }, status: "ok" }),
    });
    const [page] = await collect(
      new QdrantSource({ url: standIn.url, collection: "things" }).pages({ pageSize: 5 }),
    );
    expect(page?.records.map(({ vector }) => [...vector])).toEqual([[1, 2]]);
    expect(page?.rejects).toMatchObject([{ id: "1", code: "DUPLICATE_ID" }]);
  });

  const readsExactly = "rawJSON" in JSON;

  test("ids above 2^53 are read exactly, or refused where this Node.js would round them", async () => {
    await using standIn = await smallServer();
    const collection = standIn.collections.get("things");
    const great = 2n ** 63n + 1n;
    collection?.force(great, [1, 1]);
    collection?.force(great + 1n, [1, 1]);
    const source = new QdrantSource({ url: standIn.url, collection: "things" });
    const pages = await collect(source.pages({ pageSize: 100 }));
    const ids = pages.flatMap(({ records }) => records.map(({ id }) => id));
    if (readsExactly) {
      expect(ids.slice(-2)).toEqual([String(great), String(great + 1n)]);
      expect(await idsOf(source, 1)).toEqual(ids);
      expect(await source.fetch([String(great)])).toMatchObject([{ id: String(great) }]);
    } else {
      expect(ids).toEqual(ALL);
      expect(pages[0]?.rejects).toMatchObject([
        { code: "INVALID_ARGUMENT", reason: expect.stringContaining("Node.js") },
        { code: "INVALID_ARGUMENT" },
      ]);
      expect(await codeOf(idsOf(source, 9))).toBe("INVALID_ARGUMENT");
    }
  });
});

test("a server behind a path prefix, and a collection name that must be encoded, are reached", async () => {
  await using standIn = await QdrantStandIn.started();
  standIn.create("a b/c", { vectors: { size: 2, distance: "Cosine" } });
  const source = new QdrantSource({ url: `${standIn.url}/`, collection: "a b/c" });
  expect(await source.describe()).toMatchObject({ count: 0 });
  const prefixed = new QdrantSource({ url: `${standIn.url}/qdrant/`, collection: "x", maxRetries: 0 });
  await codeOf(prefixed.describe());
  expect(standIn.requests.at(-1)?.path).toBe("/qdrant/collections/x");
});

test("options are checked at construction, and no message contains the key", () => {
  const make = (options: object) => () => new QdrantSource({ url: "http://h", collection: "c", ...options });
  const coded = expect.objectContaining({ code: "INVALID_OPTIONS" });
  expect(make({ url: "http://user:pass@host" })).toThrow(coded);
  expect(make({ url: "ftp://host" })).toThrow(coded);
  expect(make({ collection: "" })).toThrow(coded);
  expect(make({ vectorname: "x" })).toThrow(coded);
  expect(make({ apiKey: "with\nnewline" })).toThrow(coded);
  expect(make({ apiKey: "with\nnewline" })).not.toThrow(/newline/);
});
