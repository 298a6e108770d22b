import { context, metrics as metricsApi, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { MetricData } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { type ConnectOptions, connect, f, isOctavecError, type VectorClient } from "../../../src/index.js";
import { ATTRIBUTES, METRICS, SCOPE, SPANS } from "../../../src/telemetry/telemetry-table.js";
import { type RecordedTelemetry, recordTelemetry } from "../../helpers/recorded-telemetry.js";
import { seededVectors } from "../../helpers/seeded-vectors.js";
import { uniquePrefix } from "../../helpers/unique-prefix.js";

const url = inject("redisUrl");

const clients: VectorClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

async function open(options: ConnectOptions = {}): Promise<VectorClient> {
  const client = await connect({ url, ...options });
  clients.push(client);
  return client;
}

function providersOf({ tracerProvider, meterProvider }: RecordedTelemetry) {
  return { tracerProvider, meterProvider };
}

/** Everything that the scenario below writes. None of it may be exported. */
const SECRETS = {
  namespace: uniquePrefix("secretnamespace"),
  collection: "secretcollection",
  id: "secret-id",
  field: "secretField",
  value: "secret value",
  reason: "secret reason",
  foreignKey: `${uniquePrefix("secretkey")}:text`,
  number: 0.123456789,
};

/** Makes more calls fail with TRYAGAIN than the retry budget allows, and isolates the server for a moment. */
async function useResilience(client: VectorClient): Promise<void> {
  const again = ["EVAL", "return redis.error_reply('TRYAGAIN later')", "0"];
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => client.sendCommand(again)));
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  const release = await client.isolate();
  await expect(client.sendCommand(["PING"])).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
  release();
}

/** Reads, writes and failures of every kind that telemetry distinguishes. */
async function useEverything(client: VectorClient): Promise<void> {
  const { namespace, collection, id, field, value, reason, foreignKey, number } = SECRETS;
  const docs = client.repository({ namespace, collection, dimension: 4 });
  const attributes = { [field]: value };
  const vector = [number, 1, 2, 3];
  const records = Array.from({ length: 20 }, (_, index) => ({ id: `${id}-${index}`, vector, attributes }));

  await docs.upsert({ id, vector, attributes });
  await docs.upsert({ id, vector, attributes });
  await docs.upsertMany(records);
  await docs.upsertMany(records);
  expect(await docs.search({ vector, filter: f.eq(field, value), limit: 3 })).toHaveLength(3);
  await docs.get(id);
  await docs.setAttributes(id, attributes);

  client.reportBackgroundFailure({ job: "sweep", code: "Error", error: new Error("no") });

  const { executor } = client;
  await client.sendCommand(["SET", foreignKey, value]);
  const failed = async (reply: Promise<unknown>) => {
    const error = await reply.then(
      () => "no failure",
      (reason: unknown) => reason,
    );
    return isOctavecError(error) ? error.code : error;
  };
  expect(await failed(executor.send(["VCARD", foreignKey]))).toBe("WRONG_TYPE");
  const wrongFilter = ["VSIM", docs.key, "ELE", id, "FILTER", `.${field} == ((`];
  expect(await failed(executor.send(wrongFilter))).toBe("INVALID_FILTER");
  expect(await failed(executor.send([`GET ${foreignKey}`]))).toBe("UNSUPPORTED_COMMAND");
  expect(await failed(executor.send(["PING"], { signal: AbortSignal.abort(reason) }))).toBe(reason);
  const partly = await executor.pipeline([
    ["VCARD", docs.key],
    ["VCARD", foreignKey],
  ]);
  expect(partly.map(({ ok }) => ok)).toEqual([true, false]);
  await useResilience(client);
  await docs.delete(id);
  await docs.drop();
  await useCodes(client);
  await client.sendCommand(["DEL", foreignKey]);
}

/** Causes every kind of fallback, an uncertified query (because an element has no code) and a drift. */
async function useCodes(client: VectorClient): Promise<void> {
  const place = { namespace: uniquePrefix("codes"), collection: "codes" };
  const docs = client.repository({ ...place, dimension: 16, precision: "residual" });
  const records = seededVectors(300, 16).map((vector, index) => ({ id: String(index), vector }));
  await docs.upsertMany(records);
  await docs.recalibrate({ sampleSize: 300 });
  const spike = Float32Array.from({ length: 16 }, (_, j) => (j === 0 ? 1 : 1e-4));
  await docs.upsertMany(Array.from({ length: 1_000 }, (_, index) => ({ id: `s${index}`, vector: spike })));
  await client.sendCommand(["VADD", docs.key, "FP32", Buffer.from(spike.buffer), "theirs", "Q8"]);
  await docs.search({ vector: spike });
  await docs.drop();
}

/** Sends more commands than one connection accepts, behind a command that blocks. */
async function exhaustPool(narrow: VectorClient, other: VectorClient): Promise<void> {
  const key = uniquePrefix("queue");
  const blocked = narrow.sendCommand(["BLPOP", key, "0"], { timeoutMs: 60_000, blocking: false });
  const queued = Array.from({ length: 1_023 }, () => narrow.sendCommand(["PING"], { timeoutMs: 60_000 }));
  await expect(narrow.sendCommand(["PING"])).rejects.toMatchObject({ code: "POOL_TIMEOUT" });
  await other.sendCommand(["RPUSH", key, "done"]);
  await Promise.all([blocked, ...queued]);
}

/** Everything about spans and metrics that an exporter receives. */
function exported(spans: readonly ReadableSpan[], metrics: readonly MetricData[]): string {
  return JSON.stringify([
    spans.map(({ name, kind, attributes, events, links, status, resource, instrumentationScope }) => [
      name,
      kind,
      attributes,
      events,
      links,
      status,
      resource.attributes,
      instrumentationScope,
    ]),
    metrics.map(({ descriptor, dataPoints }) => [descriptor, dataPoints]),
  ]);
}

type AttributeName = keyof typeof ATTRIBUTES;

interface Row {
  readonly attributes: readonly AttributeName[];
  readonly sometimes?: readonly AttributeName[];
}

/** Expects all `attributes` of the row each time, each of `sometimes` at least once, and no others. */
function expectAttributesOf(row: Row, found: readonly Record<string, unknown>[]): void {
  const keysOf = (names: readonly AttributeName[]) => names.map((name) => ATTRIBUTES[name].key);
  const always = keysOf(row.attributes);
  const seen = new Set<string>();
  for (const attributes of found) {
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(always));
    for (const [key, value] of Object.entries(attributes)) {
      seen.add(key);
      const type = Object.values(ATTRIBUTES).find((attribute) => attribute.key === key)?.type;
      expect([key, Number.isInteger(value) ? "int" : typeof value]).toEqual([key, type]);
    }
  }
  expect([...seen].sort()).toEqual([...always, ...keysOf(row.sometimes ?? [])].sort());
}

/** The table's names for the SDK's instruments. */
const INSTRUMENTS: Readonly<Record<string, string>> = {
  HISTOGRAM: "histogram",
  COUNTER: "counter",
  OBSERVABLE_UP_DOWN_COUNTER: "up-down counter",
};

describe("the telemetry of a client", () => {
  test("has exactly the spans, metrics and attributes of the table, all of them in one scenario", async () => {
    const sdk = recordTelemetry();
    const client = await open({ telemetry: { ...providersOf(sdk), captureKeys: true } });
    const narrow = await open({
      minConnections: 1,
      maxConnections: 1,
      acquireTimeoutMs: 50,
      telemetry: providersOf(sdk),
    });
    await useEverything(client);
    await exhaustPool(narrow, client);
    const [spans, metrics] = [sdk.spans(), await sdk.metrics()];

    for (const span of spans) {
      expect(span).toMatchObject({
        name: span.attributes["db.operation.name"],
        kind: SpanKind[SPANS.operation.kind],
        events: [],
        links: [],
        instrumentationScope: SCOPE,
      });
      expect(span.status.message).toBeUndefined();
    }
    expectAttributesOf(
      SPANS.operation,
      spans.map(({ attributes }) => attributes),
    );

    // The embedding cache has its own test.
    const { embeddingRequests: _, ...ofClients } = METRICS;
    expect(metrics.map(({ descriptor }) => descriptor.name).sort()).toEqual(
      Object.values(ofClients)
        .map(({ name }) => name)
        .sort(),
    );
    for (const { descriptor, dataPoints } of metrics) {
      const row = Object.values(METRICS).find(({ name }) => name === descriptor.name)!;
      expect([
        INSTRUMENTS[String(Reflect.get(descriptor, "type"))],
        descriptor.unit,
        descriptor.description,
      ]).toEqual([row.instrument, row.unit, row.meaning]);
      expectAttributesOf(
        row,
        dataPoints.map(({ attributes }) => attributes),
      );
    }
  });

  test("contains no vectors, ids, keys, filters, attributes or abort reasons", async () => {
    const sdk = recordTelemetry();
    await useEverything(await open({ telemetry: providersOf(sdk) }));
    const text = exported(sdk.spans(), await sdk.metrics());
    for (const name of ["VSIM", "PIPELINE EVALSHA", "MULTI", "WRONGTYPE", "ABORTED"])
      expect(text).toContain(name);
    expect(text).not.toMatch(/secret/i);
    expect(text).not.toContain(String(SECRETS.number).slice(0, 6));
  });

  test("contains the keys of vector sets, and nothing else that the caller wrote, if captureKeys is true", async () => {
    const sdk = recordTelemetry();
    await useEverything(await open({ telemetry: { ...providersOf(sdk), captureKeys: true } }));
    const text = exported(sdk.spans(), await sdk.metrics());
    const { namespace, collection, foreignKey } = SECRETS;
    expect(text).toContain(`"db.collection.name":"${namespace}:${collection}"`);
    const rest = text.replaceAll(`${namespace}:${collection}`, "").replaceAll(foreignKey, "");
    expect(rest).not.toMatch(/secret/i);
  });
});

describe("a client", () => {
  test("creates its spans as children of the caller's active span", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const sdk = recordTelemetry();
      const client = await open({ telemetry: providersOf(sdk) });
      const docs = client.repository({ namespace: uniquePrefix("parent"), collection: "c", dimension: 2 });
      const parent = sdk.tracerProvider.getTracer("test").startSpan("handler");
      await context.with(trace.setSpan(context.active(), parent), () =>
        docs.upsert({ id: "a", vector: [1, 2] }),
      );
      const parents = sdk.spans().map(({ parentSpanContext }) => parentSpanContext?.spanId);
      expect(parents.length).toBeGreaterThan(0);
      expect(new Set(parents)).toEqual(new Set([parent.spanContext().spanId]));
      await docs.drop();
    } finally {
      context.disable();
    }
  });

  test("uses the registered SDK by default", async () => {
    const sdk = recordTelemetry();
    trace.setGlobalTracerProvider(sdk.tracerProvider);
    metricsApi.setGlobalMeterProvider(sdk.meterProvider);
    try {
      await (await open()).sendCommand(["PING"]);
      expect(sdk.spans().map(({ name }) => name)).toEqual(["PING"]);
      expect((await sdk.metrics()).map(({ descriptor }) => descriptor.name)).toContain(
        "db.client.operation.duration",
      );
    } finally {
      trace.disable();
      metricsApi.disable();
    }
  });

  test("records nothing if telemetry is disabled", async () => {
    const sdk = recordTelemetry();
    await (await open({ telemetry: { ...providersOf(sdk), enabled: false } })).sendCommand(["PING"]);
    expect(sdk.spans()).toEqual([]);
    expect(await sdk.metrics()).toEqual([]);
  });

  test("records each opened connection once, and one wait and one use for each call, failed or not", async () => {
    const sdk = recordTelemetry();
    const client = await open({ minConnections: 3, maxConnections: 3, telemetry: providersOf(sdk) });
    const counts = async () =>
      Object.fromEntries(
        (await sdk.metrics())
          .filter(({ descriptor }) => /^db\.client\.connection\..*_time$/.test(descriptor.name))
          .map(({ descriptor, dataPoints }) => [
            descriptor.name,
            dataPoints.map(({ value }) => (typeof value === "object" ? value.count : value)),
          ]),
      );
    await vi.waitFor(async () => expect((await client.health()).pool.open).toBe(3), { timeout: 10_000 });
    const before = (await counts())["db.client.connection.use_time"]?.[0] ?? 0;
    const { executor } = client;
    await executor.send(["PING"]);
    await expect(executor.send(["NO SUCH COMMAND"])).rejects.toThrow();
    await executor.pipeline([["PING"], ["PING"]]);
    await executor.pipeline([["NO SUCH COMMAND"], ["PING"]]);
    expect(await counts()).toEqual({
      "db.client.connection.create_time": [3],
      "db.client.connection.wait_time": [before + 4],
      "db.client.connection.use_time": [before + 4],
    });
  });

  test("that could not connect releases its pool's name", async () => {
    const sdk = recordTelemetry();
    const { hostname, port } = new URL(url);
    const wrong = connect({ url, username: "nobody", password: "wrong", telemetry: providersOf(sdk) });
    await expect(wrong).rejects.toMatchObject({ code: "NOT_AUTHORIZED" });
    await open({ telemetry: providersOf(sdk) });
    const [metric] = (await sdk.metrics()).filter(
      ({ descriptor }) => descriptor.name === "db.client.connection.max",
    );
    expect(metric?.dataPoints.map(({ attributes }) => attributes)).toEqual([
      { "db.client.connection.pool.name": `${hostname}:${port}/0` },
    ]);
  });

  test("has used connections while a command is running, and otherwise idle ones", async () => {
    const sdk = recordTelemetry();
    const client = await open({ minConnections: 1, maxConnections: 1, telemetry: providersOf(sdk) });
    const other = await open({ telemetry: { enabled: false } });
    const states = async () => {
      const [count] = (await sdk.metrics()).filter(
        ({ descriptor }) => descriptor.name === "db.client.connection.count",
      );
      return Object.fromEntries(
        count!.dataPoints.map(({ attributes, value }) => [attributes["db.client.connection.state"], value]),
      );
    };
    expect(await states()).toEqual({ idle: 1, used: 0 });
    const key = uniquePrefix("states");
    const blocked = client.sendCommand(["BLPOP", key, "0"]);
    expect(await states()).toEqual({ idle: 0, used: 1 });
    await other.sendCommand(["RPUSH", key, "done"]);
    await blocked;
    await client.close();
    expect(await states()).toEqual({ idle: 0, used: 0 });
  });
});
