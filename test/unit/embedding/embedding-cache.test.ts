import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { CalibratedCodec, Calibrator } from "../../../quantization/index.js";
import { EmbeddingCache } from "../../../src/embedding/cache/embedding-cache.js";
import { decodeStored, encodeStored } from "../../../src/embedding/cache/stored-vector.js";
import { textKeys } from "../../../src/embedding/cache/text-key.js";
import { OctavecError } from "../../../src/errors/index.js";
import { countingEmbedder } from "../../helpers/counting-embedder.js";
import { codeOf } from "../../helpers/outcome.js";
import { recordTelemetry } from "../../helpers/recorded-telemetry.js";
import { type Script, ScriptedExecutor } from "../../helpers/scripted-executor.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";

/** Answers MGET, SET and UNLINK from a map. */
function memoryServer(values = new Map<string, Buffer>()): Script {
  return (step) => {
    if ("transaction" in step) throw new Error("no transaction is expected");
    const [name, ...rest] = step;
    const keys = rest.map(String);
    if (name === "MGET") return keys.map((key) => values.get(key) ?? null);
    if (name === "UNLINK") return keys.filter((key) => values.delete(key)).length;
    const value = rest[1];
    if (name !== "SET" || !Buffer.isBuffer(value)) throw new Error(`${String(name)} is not expected`);
    values.set(keys[0]!, value);
    return "OK";
  };
}

/** Learned from 400 vectors of three components. */
function calibratedCodec(): CalibratedCodec {
  const calibrator = new Calibrator({
    model: "m",
    dimension: 3,
    scheme: "per-dimension",
    reservoirSize: 300,
  });
  for (const vector of seededVectors(400, 3, 5)) calibrator.add(vector);
  return new CalibratedCodec(calibrator.calibrate().record);
}

function openCache(script: Script = memoryServer(), options: object = {}, embedder = countingEmbedder()) {
  const executor = new ScriptedExecutor(script);
  const cache = new EmbeddingCache({ client: { executor }, embedder, namespace: "docs", ...options });
  return { cache, executor, embedder };
}

describe("what the embedding cache sends", () => {
  test("is one MGET for all texts and one SET each for those that were missing", async () => {
    const { cache, executor, embedder } = openCache();
    const [a] = await cache.embed(["a", "b", "a"]);
    expect(embedder.calls).toEqual([["a", "b"]]);
    expect(executor.names).toEqual(["MGET", "SET", "SET"]);
    const again = await cache.embed(["c", "a", "b"]);
    expect(embedder.calls).toEqual([["a", "b"], ["c"]]);
    expect(executor.names.slice(3)).toEqual(["MGET", "SET"]);
    expect(executor.pipelines.map(({ length }) => length)).toEqual([1, 2, 1, 1]);
    expect(again[1]).toEqual(a);
    expect(again).toEqual(await countingEmbedder().embed(["c", "a", "b"]));
  });

  test("is no more than a round trip for each batchSize texts", async () => {
    const { cache, executor } = openCache(memoryServer(), { batchSize: 3 });
    const texts = Array.from({ length: 7 }, (_, index) => `text ${index}`);
    expect(await cache.embed(texts)).toEqual(await countingEmbedder().embed(texts));
    expect(executor.pipelines.map(({ length }) => length)).toEqual([1, 1, 1, 3, 3, 1]);
  });

  test("names no text, and all keys are in one slot", async () => {
    const { cache, executor } = openCache(memoryServer(), { tenant: "acme" });
    await cache.embed(["a secret question", "another"]);
    const [read] = executor.sent;
    const keys = read !== undefined && !("transaction" in read) ? read.slice(1) : [];
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^\{docs:acme:embeddings\}:[0-9a-f]{64}$/);
  });

  test("expires after ttlMs, or not at all", async () => {
    const kept = openCache(memoryServer(), { ttlMs: 5_000 });
    await kept.cache.embed(["a"]);
    expect(kept.executor.sent[1]).toEqual(["SET", expect.any(String), expect.any(Buffer), "PX", "5000"]);
    const forever = openCache(memoryServer(), { ttlMs: "never" });
    await forever.cache.embed(["a"]);
    expect(forever.executor.sent[1]).toHaveLength(3);
  });
});

describe("the key of a text", () => {
  const space = { model: "m", dimension: 3, storage: "float32" } as const;
  const keyOf = textKeys("{t}", space);

  test("is the same for the same text only, also for lone surrogates", () => {
    const texts = ["a", "A", "a ", "é", "e\u0301", "\ud800", "\ud801", "\ufffd"];
    expect(new Set(texts.map(keyOf)).size).toBe(texts.length);
    expect(keyOf("a")).toBe(textKeys("{t}", space)("a"));
  });

  test("differs with model, dimension, storage and secret", () => {
    const others = [
      textKeys("{t}", { ...space, model: "n" }),
      textKeys("{t}", { ...space, dimension: 4 }),
      textKeys("{t}", { ...space, storage: "int8" }),
      textKeys("{t}", space, "a secret of some length"),
      textKeys("{t}", space, "another secret of length"),
    ];
    expect(new Set([keyOf, ...others].map((each) => each("a"))).size).toBe(6);
  });
});

describe("stored bytes", () => {
  const component = fc.float({ noNaN: true, min: Math.fround(-1e15), max: Math.fround(1e15) });
  const vectors = fc
    .array(component, { minLength: 1, maxLength: 64 })
    .map((values) => Float32Array.from(values))
    .filter((vector) => vector.some((value) => value !== 0));

  test("of float32 are the vector bit for bit", () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        const stored = decodeStored(encodeStored(vector, undefined), vector.length, () => undefined);
        expect(Buffer.from(stored!.buffer)).toEqual(Buffer.from(vector.buffer));
      }),
    );
  });

  const codec = calibratedCodec();
  const find = (id: string) => (id === codec.calibration ? codec : undefined);

  test("of int8 are one byte per component and a header, and keep to the calibration's limit, or are float32", () => {
    let coded = 0;
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 1, 1, 30), (seed, outlier) => {
        const [vector] = seededVectors(1, 3, seed);
        vector![0]! *= outlier;
        const bytes = encodeStored(vector!, codec);
        const stored = decodeStored(bytes, 3, find)!;
        if (bytes.length === 1 + 12) {
          expect(stored).toEqual(vector);
          return;
        }
        coded++;
        expect(bytes).toHaveLength(13 + 3);
        const norm = Math.hypot(...vector!);
        const error = Math.hypot(...vector!.map((x, j) => (x - stored[j]!) / norm));
        expect(error).toBeLessThanOrEqual(codec.record.fallback.errorNorm + 1e-5);
      }),
    );
    expect(coded).toBeGreaterThan(20);
  });

  test("of int8 are float32 without a calibration, and when float32 cannot carry the length", () => {
    const huge = Float32Array.of(3e38, 1e38, 3e38);
    expect(decodeStored(encodeStored(huge, codec), 3, find)).toEqual(huge);
    expect(decodeStored(encodeStored(huge, undefined), 3, find)).toEqual(huge);
  });

  const [usual] = seededVectors(1, 3, 8);
  test.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["an unknown format", Buffer.from([9, 0, 0, 128, 63])],
    ["another dimension", encodeStored(Float32Array.of(1, 2), undefined)],
    ["another dimension, as int8", encodeStored(usual!, codec).subarray(0, 15)],
    ["a code of another calibration", Buffer.concat([Buffer.of(3), Buffer.alloc(15, 1)])],
    ["NaN", encodeStored(Float32Array.of(1, Number.NaN, 1), undefined)],
    ["zeros", encodeStored(new Float32Array(3), undefined)],
    ["text", Buffer.from("not a vector!")],
    ["a cut", encodeStored(Float32Array.of(1, 2, 3), undefined).subarray(0, 12)],
  ])("that hold %s are no vector of three components", (_, bytes) => {
    expect(decodeStored(bytes, 3, find)).toBeUndefined();
  });
});

describe("calls at the same time", () => {
  function gate() {
    let open = () => {};
    const passed = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, passed };
  }

  test("embed a text once, and each gets arrays of its own", async () => {
    const { open, passed } = gate();
    const { cache, embedder } = openCache(
      memoryServer(),
      {},
      countingEmbedder(16, () => passed),
    );
    const calls = [["x"], ["x", "y"], ["y", "x"], ["x"]].map((texts) => cache.embed(texts));
    open();
    const [first, second] = (await Promise.all(calls)).map(([vector]) => vector!);
    expect(embedder.calls).toEqual([["x"], ["y"]]);
    expect(first).toEqual(second);
    first!.fill(0);
    expect(second).not.toEqual(first);
    expect(cache.stats()).toMatchObject({ misses: 2, shared: 4, embedded: 2, stored: 2 });
  });

  test("that give up leave the others alone, and the last one ends the embedder's work", async () => {
    const seen: (AbortSignal | undefined)[] = [];
    const { open, passed } = gate();
    const embedder = countingEmbedder(16, async (signal) => {
      seen.push(signal);
      await passed;
    });
    const { cache } = openCache(memoryServer(), {}, embedder);
    const leaver = new AbortController();
    const left = cache.embed(["x"], { signal: leaver.signal });
    const stayed = cache.embed(["x"]);
    const last = new AbortController();
    const lost = cache.embed(["z"], { signal: last.signal });
    await expect.poll(() => seen.length).toBe(2);
    const reason = new Error("enough");
    leaver.abort(reason);
    last.abort(reason);
    await expect(left).rejects.toBe(reason);
    await expect(lost).rejects.toBe(reason);
    expect(seen.map((signal) => signal?.aborted)).toEqual([false, true]);
    open();
    expect(await stayed).toEqual(await countingEmbedder().embed(["x"]));
    // A text whose embedding was given up is begun anew.
    expect(await cache.embed(["z"])).toHaveLength(1);
  });

  test("share the embedder's failure, which comes as it is and is not kept", async () => {
    const failure = new Error("quota");
    let isDown = true;
    const embedder = countingEmbedder(16, async () => {
      if (isDown) throw failure;
    });
    const { cache } = openCache(memoryServer(), {}, embedder);
    const calls = [cache.embed(["x"]), cache.embed(["x"])];
    for (const call of calls) await expect(call).rejects.toBe(failure);
    expect(embedder.calls).toHaveLength(1);
    isDown = false;
    expect(await cache.embed(["x"])).toHaveLength(1);
  });
});

describe("what is refused or not kept", () => {
  test("blank texts, by their position, before anything is sent", async () => {
    const { cache, executor } = openCache();
    await expect(cache.embed(["a", " "])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      details: { index: 1 },
    });
    expect(executor.sent).toEqual([]);
    expect(await cache.embed([])).toEqual([]);
  });

  test("texts longer than maxTextLength are embedded each time", async () => {
    const { cache, executor, embedder } = openCache(memoryServer(), { maxTextLength: 3 });
    await cache.embed(["long", "abc"]);
    await cache.embed(["long", "abc"]);
    expect(embedder.calls).toEqual([["long", "abc"], ["long"]]);
    expect(await cache.set("long", new Float32Array(16).fill(1))).toBe(false);
    expect(executor.names.filter((name) => name === "SET")).toHaveLength(1);
    expect(cache.stats()).toMatchObject({ bypassed: 2, hits: 1, misses: 1, hitRatio: 0.5 });
  });

  test("vectors of another dimension, or that are none", async () => {
    const { cache, executor } = openCache();
    expect(await codeOf(cache.set("a", new Float32Array(3).fill(1)))).toBe("DIMENSION_MISMATCH");
    expect(await codeOf(cache.set("a", new Float32Array(16)))).toBe("INVALID_VECTOR");
    expect(await codeOf(cache.set("a", new Float32Array(16).fill(Number.NaN)))).toBe("INVALID_VECTOR");
    expect(executor.sent).toEqual([]);
  });

  test("an embedder's answer of the wrong count is its failure; a vector of another length is passed on and not kept", async () => {
    const none = { model: "m", dimension: 2, embed: async () => [] };
    expect(await codeOf(openCache(memoryServer(), { embedder: none }).cache.embed(["a"]))).toBe(
      "EMBEDDING_FAILED",
    );
    const longer = { ...none, embed: async () => [Float32Array.of(1, 2, 3)] };
    const { cache, executor } = openCache(memoryServer(), { embedder: longer });
    expect(await cache.embed(["a"])).toEqual([Float32Array.of(1, 2, 3)]);
    expect(executor.names).toEqual(["MGET"]);
  });

  test("a damaged entry is embedded anew and overwritten; get deletes it", async () => {
    const values = new Map<string, Buffer>();
    const { cache, embedder } = openCache(memoryServer(values));
    const [good] = await cache.embed(["a"]);
    const [key] = values.keys();
    values.set(key!, Buffer.from("damaged"));
    expect(await cache.get("a")).toBeUndefined();
    expect(values.size).toBe(0);
    values.set(key!, Buffer.from("damaged"));
    expect(await cache.embed(["a"])).toEqual([good]);
    expect(embedder.calls).toHaveLength(2);
    expect(await cache.get("a")).toEqual(good);
    expect(cache.stats().corrupt).toBe(2);
  });
});

describe("when Redis fails", () => {
  const down: Script = () => new OctavecError("CONNECTION_FAILED", "down");

  test("texts are embedded, nothing is thrown, and the write is not tried", async () => {
    const { cache, executor } = openCache(down);
    expect(await cache.embed(["a", "b"])).toEqual(await countingEmbedder().embed(["a", "b"]));
    expect(executor.names).toEqual(["MGET"]);
    expect(cache.stats()).toMatchObject({ errors: 2, misses: 0, embedded: 2, stored: 0, notStored: 2 });
    expect(await cache.get("a")).toBeUndefined();
    expect(await cache.set("a", new Float32Array(16).fill(1))).toBe(false);
  });

  test("a server that failed three times in a row is left alone for a second, then asked again", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    let isDown = true;
    const up = memoryServer();
    const { cache, executor } = openCache((step, options) =>
      isDown ? new OctavecError("TIMEOUT", "slow") : up(step, options),
    );
    for (let i = 0; i < 10; i++) await cache.embed(["a"]);
    expect(executor.names).toEqual(["MGET", "MGET", "MGET"]);
    expect(cache.stats()).toMatchObject({ errors: 10, embedded: 10 });
    vi.advanceTimersByTime(1_001);
    await cache.embed(["a"]);
    await cache.embed(["a"]);
    expect(executor.names).toHaveLength(4);
    vi.advanceTimersByTime(1_001);
    isDown = false;
    await cache.embed(["a"]);
    await cache.embed(["a"]);
    expect(executor.names.slice(4)).toEqual(["MGET", "SET", "MGET"]);
  });

  test("delete says so, because the entry may still be there", async () => {
    expect(await codeOf(openCache(down).cache.delete("a"))).toBe("CONNECTION_FAILED");
  });

  test("nobody waits longer for the server than timeoutMs says", async () => {
    const { cache, executor } = openCache(memoryServer(), { timeoutMs: 30 });
    await cache.embed(["a"]);
    const [read, write] = executor.optionsSeen;
    expect(read).toMatchObject({ timeoutMs: 30, readOnly: true });
    expect(write).toMatchObject({ idempotent: true, signal: expect.any(AbortSignal) });
    expect(write?.timeoutMs).toBeLessThanOrEqual(30);
  });
});

test("metrics count texts by what became of them and hold none of them", async () => {
  const telemetry = recordTelemetry();
  const { cache } = openCache(memoryServer(), { meterProvider: telemetry.meterProvider });
  await cache.embed(["a", "b", "a"]);
  await cache.embed(["a", "c"]);
  const [metric, ...others] = await telemetry.metrics();
  expect(others).toEqual([]);
  expect(metric?.descriptor).toMatchObject({ name: "octavec.embedding_cache.requests", unit: "{request}" });
  expect(metric?.dataPoints.map(({ attributes, value }) => [attributes, value])).toEqual([
    [{ "octavec.embedding_cache.result": "miss" }, 3],
    [{ "octavec.embedding_cache.result": "hit" }, 1],
  ]);
});
