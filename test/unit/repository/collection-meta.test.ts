import { describe, expect, test } from "vitest";
import type { Reply } from "../../../src/executor.js";
import { VectorRepository } from "../../../src/index.js";
import { emptyServer, ScriptedExecutor } from "../../helpers/scripted-executor.js";

const options = { namespace: "shop", collection: "articles", dimension: 2 };

/** A VINFO reply. */
const vinfo = (fields: Record<string, string | number> = {}) =>
  Object.entries({
    "quant-type": "int8",
    "hnsw-m": 16,
    "vector-dim": 2,
    "projection-input-dim": 0,
    size: 1,
    "max-level": 0,
    "attributes-count": 0,
    "vset-uid": 1,
    "hnsw-max-node-uid": 1,
    ...fields,
  }).flat();

/** A server with this collection record and this vector set. If one is undefined, it does not exist. */
function serverWith({ meta, set }: { meta?: Record<string, string>; set?: Reply }) {
  return new ScriptedExecutor((step) => {
    if ("transaction" in step) {
      const wanted = step.transaction
        .filter(([name]) => name === "HSETNX")
        .flatMap((command) => command.slice(2));
      return step.transaction.map((command): Reply => {
        if (command[0] === "HSETNX") return meta === undefined;
        if (command[0] !== "HGETALL") return emptyServer(command);
        return meta === undefined ? wanted : Object.entries(meta).flat();
      });
    }
    if (step[0] === "HGETALL") return Object.entries(meta ?? {}).flat();
    if (step[0] === "VINFO") return set ?? null;
    return emptyServer(step);
  });
}

const meta = { schemaVersion: "1", dimension: "2", quantization: "q8", m: "16", truncateFrom: "" };

describe("before a read", () => {
  test.each<[string, Parameters<typeof serverWith>[0], string | undefined]>([
    ["nothing exists", {}, undefined],
    ["the record has the same parameters", { meta }, undefined],
    ["a set of another program has the same parameters", { set: vinfo() }, undefined],
    ["record and set have the same parameters", { meta, set: vinfo() }, undefined],
    ["the record has another dimension", { meta: { ...meta, dimension: "3" } }, "dimension"],
    ["the record has another quantization", { meta: { ...meta, quantization: "bin" } }, "quantization"],
    ["the record has another M", { meta: { ...meta, m: "32" } }, "m"],
    ["the record has another truncateFrom", { meta: { ...meta, truncateFrom: "8" } }, "truncateFrom"],
    ["the set has another dimension", { set: vinfo({ "vector-dim": 3 }) }, "dimension"],
    ["the set has another quantization", { set: vinfo({ "quant-type": "f32" }) }, "quantization"],
    ["the set has another M", { set: vinfo({ "hnsw-m": 8 }) }, "m"],
    ["the set projects its vectors", { set: vinfo({ "projection-input-dim": 8 }) }, "projection"],
    [
      "the record matches, but the set was recreated with another dimension",
      { meta, set: vinfo({ "vector-dim": 3 }) },
      "dimension",
    ],
  ])("%s", async (_, server, differing) => {
    const docs = new VectorRepository(serverWith(server), options);
    const search = docs.search({ vector: [1, 2] });
    if (differing === undefined) await expect(search).resolves.toEqual([]);
    else {
      await expect(search).rejects.toMatchObject({
        code: "COLLECTION_MISMATCH",
        details: { differing: [differing] },
      });
    }
  });

  test("a record of a newer schema version is refused", async () => {
    const docs = new VectorRepository(serverWith({ meta: { ...meta, schemaVersion: "2" } }), options);
    await expect(docs.search({ id: "a" })).rejects.toThrow(/update octavec/);
  });

  test("get compares the parameters too: another dimension is a mismatch, not an unexpected reply", async () => {
    const docs = new VectorRepository(serverWith({ meta: { ...meta, dimension: "3" } }), options);
    await expect(docs.get("a")).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
  });
});

describe("the result of the comparison", () => {
  const lookups = (executor: ScriptedExecutor) => executor.names.filter((name) => name === "HGETALL").length;

  test("is remembered if the parameters match", async () => {
    const executor = serverWith({ meta });
    const docs = new VectorRepository(executor, options);
    for (let i = 0; i < 3; i++) await docs.search({ id: "a" });
    expect(lookups(executor)).toBe(1);
  });

  test("is not remembered while neither record nor set exists", async () => {
    const executor = serverWith({});
    const docs = new VectorRepository(executor, options);
    for (let i = 0; i < 3; i++) await docs.search({ id: "a" });
    expect(lookups(executor)).toBe(3);
  });

  test("is not remembered if it is a mismatch, so that it ends when another client drops the collection", async () => {
    const stored = { ...meta, dimension: "3" };
    const executor = serverWith({ meta: stored });
    const docs = new VectorRepository(executor, options);
    await expect(docs.search({ id: "a" })).rejects.toMatchObject({ code: "COLLECTION_MISMATCH" });
    stored.dimension = "2";
    await expect(docs.search({ id: "a" })).resolves.toEqual([]);
  });

  test("is remembered by writes too: only the first write records the parameters", async () => {
    const executor = serverWith({});
    const docs = new VectorRepository(executor, options);
    for (const id of ["a", "b"]) await docs.upsert({ id, vector: [1, 2] });
    expect(executor.names.filter((name) => name.includes("HSETNX"))).toHaveLength(1);
    const recorded = executor.sent.find((step) => "transaction" in step);
    expect(recorded).toMatchObject({
      transaction: [
        ["HSETNX", "{shop:articles}:meta", "schemaVersion", "1"],
        ["HSETNX", "{shop:articles}:meta", "dimension", "2"],
        ["HSETNX", "{shop:articles}:meta", "quantization", "q8"],
        ["HSETNX", "{shop:articles}:meta", "m", "16"],
        ["HSETNX", "{shop:articles}:meta", "truncateFrom", ""],
        ["HGETALL", "{shop:articles}:meta"],
      ],
    });
  });

  test("is forgotten by drop: the next write records the parameters again", async () => {
    const executor = serverWith({});
    const docs = new VectorRepository(executor, options);
    await docs.upsert({ id: "a", vector: [1, 2] });
    await docs.drop();
    await docs.upsert({ id: "a", vector: [1, 2] });
    expect(executor.names.filter((name) => name.includes("HSETNX"))).toHaveLength(2);
  });

  test("is shared by concurrent callers, and an abort rejects only its own caller", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    let answer = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const executor = new ScriptedExecutor(async (step) => {
      await answered;
      return emptyServer(step);
    });
    const docs = new VectorRepository(executor, options);
    const aborted = docs.search({ id: "a", signal: controller.signal });
    const patient = docs.search({ id: "a" });
    controller.abort(reason);
    await expect(aborted).rejects.toBe(reason);
    answer();
    await expect(patient).resolves.toEqual([]);
  });
});
