import { describe, expect, test } from "vitest";
import type { Command, Reply, Transaction } from "../../../../src/executor.js";
import { type PrecisionEvent, type RepositoryOptions, VectorRepository } from "../../../../src/index.js";
import { parseWriteCall, type WriteCall } from "../../../../src/repository/write-elements.lua.js";
import { emptyServer, ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { seededVectors } from "../../../helpers/seeded-vectors.js";

const place = { namespace: "shop", collection: "articles" };

/** A server that stores the collection record, so that later commands read it. */
function recordingServer(): ScriptedExecutor {
  const meta = new Map<string, string>();
  const answer = (step: Command | Transaction): Reply => {
    if ("transaction" in step) return step.transaction.map(answer);
    const [name, , field, value] = step;
    if (name === "HSETNX" && !meta.has(String(field))) meta.set(String(field), String(value));
    if (name === "HGETALL") return [...meta].flat();
    if (name === "HGET") return meta.get(String(field)) ?? null;
    return name === "HLEN" || name === "ZCARD" ? 0 : emptyServer(step);
  };
  return new ScriptedExecutor(answer);
}

function opened(dimension: number, options: Partial<RepositoryOptions>) {
  const executor = recordingServer();
  const docs = new VectorRepository(executor, { ...place, dimension, ...options });
  return { executor, docs };
}

function callOf(step: Command | Transaction | undefined): WriteCall {
  const call = step === undefined || "transaction" in step ? undefined : parseWriteCall(step);
  if (call === undefined) throw new Error("this is no write");
  return call;
}

/** Keys and arguments of a write, with the length in place of each buffer. */
function writeOf(step: Command | Transaction | undefined) {
  const { keys, record, elements } = callOf(step);
  const args = [record, ...(elements[0]?.args ?? [])];
  return { keys, args: args.map((word) => (Buffer.isBuffer(word) ? `<${word.length} bytes>` : word)) };
}

const textsOf = (step: Command | Transaction | undefined) =>
  step === undefined || !("transaction" in step)
    ? []
    : step.transaction.map((command) =>
        command.map((word) => (Buffer.isBuffer(word) ? `<${word.length} bytes>` : word)).join(" "),
      );

describe("a write", () => {
  test.each([
    ["residual", "<18 bytes>"],
    ["float32", "<34 bytes>"],
  ] as const)(
    "of %s precision is one script call with the record, the code and the code's range",
    async (precision, code) => {
      const { executor, docs } = opened(8, { precision });
      await docs.upsert({ id: "a", vector: [1, 1, 1, 1, 1, 1, 1, 1] });
      const { keys, args } = writeOf(executor.sent.at(-1));
      expect(keys).toEqual(["v", "meta", "codes", "bounds"].map((name) => `{shop:articles}:${name}`));
      // 1/√8, in float32.
      const record = `2\n8\nq8\n16\n\n${precision}\n\n`;
      expect(args).toEqual([record, code, "0.3535533845424652", "FP32", "<32 bytes>", "a", "Q8"]);
      expect(executor.optionsSeen.at(-1)).toMatchObject({ idempotent: true });
    },
  );

  test("has a counterpart: delete removes element and code in one transaction", async () => {
    const { executor, docs } = opened(8, { precision: "residual" });
    await docs.upsert({ id: "a", vector: [1, 1, 1, 1, 1, 1, 1, 1] });
    await docs.delete(["a", "b"]);
    expect(executor.pipelines.at(-1)?.map(textsOf)).toEqual([
      ["VREM {shop:articles}:v a", "HDEL {shop:articles}:codes a"],
      ["VREM {shop:articles}:v b", "HDEL {shop:articles}:codes b"],
    ]);
  });

  test("records precision and rotation, with a schema version that older releases refuse", async () => {
    const { executor, docs } = opened(8, { precision: "residual", rotation: "on" });
    await docs.upsert({ id: "a", vector: [1, 1, 1, 1, 1, 1, 1, 1] });
    const recorded = executor.sent.find((step) => textsOf(step).some((text) => text.startsWith("HSETNX")));
    expect(textsOf(recorded)).toEqual([
      "HSETNX {shop:articles}:meta schemaVersion 2",
      "HSETNX {shop:articles}:meta dimension 8",
      "HSETNX {shop:articles}:meta quantization q8",
      "HSETNX {shop:articles}:meta m 16",
      "HSETNX {shop:articles}:meta truncateFrom ",
      "HSETNX {shop:articles}:meta precision residual",
      "HSETNX {shop:articles}:meta rotation sign-hadamard-1:1",
      "HGETALL {shop:articles}:meta",
    ]);
  });

  test("of native precision is a call of the same script without a code, and no command reads codes before it", async () => {
    const { executor, docs } = opened(2, {});
    await docs.upsert({ id: "a", vector: [1, 2] });
    expect(executor.names.slice(0, 2)).toEqual(["HGETALL", "VINFO"]);
    expect(executor.names.slice(2)).toEqual(["HSETNX+HSETNX+HSETNX+HSETNX+HSETNX+HGETALL", "EVALSHA"]);
    const { keys, args } = writeOf(executor.sent.at(-1));
    expect(keys).toEqual(["{shop:articles}:v", "{shop:articles}:meta"]);
    expect(args).toEqual(["1\n2\nq8\n16\n\n\n\n", "", "", "FP32", "<8 bytes>", "a", "Q8"]);
  });

  test("sends the rotated vector if the collection is rotated", async () => {
    const { executor, docs } = opened(4, { rotation: "on" });
    const vector = Float32Array.of(1, 0, 0, 0);
    await docs.upsert({ id: "a", vector });
    const blob = callOf(executor.sent.at(-1)).elements[0]?.args[3];
    // One Hadamard step spreads one component evenly over all four.
    const sent = Buffer.isBuffer(blob) ? new Float32Array(Uint8Array.from(blob).buffer) : [];
    expect(Array.from(sent, Math.abs)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(vector).toEqual(Float32Array.of(1, 0, 0, 0));
  });
});

describe("a collection whose vectors do not fit int8", () => {
  const spikes = seededVectors(1_100, 8).map((vector) => vector.map((x, j) => (j === 0 ? 1_000 : x)));
  const records = spikes.map((vector, index) => ({ id: String(index), vector }));

  test("stores float32 codes from then on, and reports this once", async () => {
    const events: PrecisionEvent[] = [];
    const { executor, docs } = opened(8, {
      precision: "residual",
      onPrecisionEvent: (event) => events.push(event),
    });
    await docs.upsertMany(records);
    const fallen = events.filter(({ kind }) => kind === "collection-fallback");
    expect(fallen).toEqual([{ kind: "collection-fallback", fallbackRate: 1 }]);
    expect(events.filter(({ kind }) => kind === "vector-fallback")).toHaveLength(1_000);
    // A residual would be exact enough for this vector.
    await docs.upsert({ id: "even", vector: [1, 1, 1, 1, 1, 1, 1, 1] });
    expect(writeOf(executor.sent.at(-1)).args[1]).toBe("<34 bytes>");
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["returns a promise that rejects", () => Promise.reject(new Error("no"))],
  ])("is written even if onPrecisionEvent %s", async (_, onPrecisionEvent) => {
    const { docs } = opened(8, { precision: "residual", onPrecisionEvent });
    expect(await docs.upsertMany(records.slice(0, 3))).toMatchObject({ complete: true });
  });
});
