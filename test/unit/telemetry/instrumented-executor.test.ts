import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { AlwaysOffSampler } from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { InstrumentedExecutor } from "../../../src/connection/index.js";
import { OctavecError } from "../../../src/errors/index.js";
import type { Command, StepResult, Transaction } from "../../../src/executor.js";
import { CALL_BUCKETS_SECONDS, createTelemetry } from "../../../src/telemetry/index.js";
import { CallExecutor } from "../../helpers/call-executor.js";
import { type RecordedTelemetry, recordTelemetry } from "../../helpers/recorded-telemetry.js";

afterEach(() => {
  vi.restoreAllMocks();
});

interface Setup {
  inner?: CallExecutor;
  recorded?: RecordedTelemetry;
  captureKeys?: boolean;
}

function instrument({ inner = new CallExecutor({}), recorded = recordTelemetry(), captureKeys }: Setup = {}) {
  const telemetry = createTelemetry({
    serverAddress: "redis.test",
    serverPort: 6380,
    database: 3,
    tracerProvider: recorded.tracerProvider,
    meterProvider: recorded.meterProvider,
    ...(captureKeys === undefined ? {} : { captureKeys }),
  });
  return { executor: new InstrumentedExecutor(inner, telemetry.operations), inner, ...recorded };
}

const TARGET = {
  "db.system.name": "redis",
  "db.namespace": "3",
  "server.address": "redis.test",
  "server.port": 6380,
};
const VSIM: Command = ["VSIM", "{shop:articles}:v", "ELE", "42"];
const VADD: Command = ["VADD", "{shop:articles}:v", "FP32", Buffer.alloc(8), "42"];
const VREM: Command = ["VREM", "{shop:articles}:v", "42"];

function refusal(code: "WRONG_TYPE" | "OUT_OF_MEMORY", reply: string): OctavecError {
  return new OctavecError(code, `refused: ${reply} secret filter text`, {
    details: { command: "VSIM", reply },
  });
}

describe("a command", () => {
  test("is recorded as a client span with its name and target", async () => {
    const { executor, spans } = instrument();
    expect(await executor.send(VSIM)).toBe("OK");
    const [span, ...others] = spans();
    expect(others).toEqual([]);
    expect(span).toMatchObject({
      name: "VSIM",
      kind: SpanKind.CLIENT,
      attributes: { ...TARGET, "db.operation.name": "VSIM" },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(Object.keys(span!.attributes)).toHaveLength(5);
  });

  test("is recorded as one value of the duration metric, in seconds, with the buckets of calls", async () => {
    const { executor, metrics } = instrument();
    await executor.send(VSIM);
    const [metric, ...others] = await metrics();
    expect(others).toEqual([]);
    expect(metric).toMatchObject({
      descriptor: { name: "db.client.operation.duration", unit: "s" },
      dataPoints: [
        {
          attributes: { ...TARGET, "db.operation.name": "VSIM" },
          value: { count: 1, buckets: { boundaries: [...CALL_BUCKETS_SECONDS] } },
        },
      ],
    });
  });

  test.each<[string, Command]>([
    ["in the caller's spelling", ["vsim", "key"]],
    ["with a module's dot", ["FT.SEARCH", "index"]],
    ["given as a buffer", [Buffer.from("VSIM"), "key"]],
  ])("has its name %s", async (_name, command) => {
    const { executor, spans } = instrument();
    await executor.send(command);
    expect(spans()[0]!.name).toBe(String(command[0]));
  });

  test.each<[string, Command]>([
    ["a whole command line", ["GET user:ada"]],
    ["a vector", [Buffer.from(Float32Array.of(1, 2).buffer)]],
    ["nothing", []],
  ])("with %s in place of a name is named _OTHER", async (_name, command) => {
    const { executor, spans } = instrument();
    await executor.send(command);
    expect(spans()[0]).toMatchObject({
      name: "_OTHER",
      attributes: { "db.operation.name": "_OTHER" },
    });
  });

  test("has the time from call to reply as duration, in both span and metric", async () => {
    let nowMs = 1_000;
    vi.spyOn(performance, "now").mockImplementation(() => nowMs);
    const inner = new CallExecutor({
      send: async () => {
        nowMs = 1_250;
        return "OK";
      },
    });
    const { executor, spans, metrics } = instrument({ inner });
    await executor.send(VSIM);
    expect(spans()[0]!.duration).toEqual([0, 250_000_000]);
    expect(await metrics()).toMatchObject([{ dataPoints: [{ value: { sum: 0.25 } }] }]);
  });

  test("is a child of the span that is active when it is called", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const { executor, spans, tracerProvider } = instrument();
      const parent = tracerProvider.getTracer("caller").startSpan("handler");
      await context.with(trace.setSpan(context.active(), parent), () => executor.send(VSIM));
      await executor.send(VREM);
      const [inside, outside] = spans();
      expect(inside!.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
      expect(inside!.spanContext().traceId).toBe(parent.spanContext().traceId);
      expect(outside!.parentSpanContext).toBeUndefined();
    } finally {
      context.disable();
    }
  });

  test("that the server refuses ends its span as an error, with the codes but without the message", async () => {
    const inner = new CallExecutor({ send: () => Promise.reject(refusal("WRONG_TYPE", "WRONGTYPE")) });
    const { executor, spans, metrics } = instrument({ inner });
    await expect(executor.send(VSIM)).rejects.toMatchObject({ code: "WRONG_TYPE" });
    const failed = { "error.type": "WRONG_TYPE", "db.response.status_code": "WRONGTYPE" };
    const [span] = spans();
    expect(span!.attributes).toEqual({ ...TARGET, "db.operation.name": "VSIM", ...failed });
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span!.events).toEqual([]);
    const [metric] = await metrics();
    expect(metric!.dataPoints.map(({ attributes }) => attributes)).toEqual([
      { ...TARGET, "db.operation.name": "VSIM", ...failed },
    ]);
  });

  test.each([
    ["an error of the connection", new OctavecError("TIMEOUT", "no reply"), "TIMEOUT"],
    [
      "an error reply whose first word is a script's own text",
      refusal("OUT_OF_MEMORY", "id-42"),
      "OUT_OF_MEMORY",
    ],
    ["an error of other code", new Error("secret"), "_OTHER"],
  ])("that fails with %s has no status code", async (_name, error, errorType) => {
    const inner = new CallExecutor({ send: () => Promise.reject(error) });
    const { executor, spans } = instrument({ inner });
    await expect(executor.send(VSIM)).rejects.toBe(error);
    expect(spans()[0]!.attributes).toEqual({
      ...TARGET,
      "db.operation.name": "VSIM",
      "error.type": errorType,
    });
  });

  test("that the caller aborts counts as ABORTED and rejects with the caller's reason", async () => {
    const controller = new AbortController();
    const inner = new CallExecutor({
      send: (_command, options) =>
        new Promise((_resolve, reject) =>
          options?.signal?.addEventListener("abort", () => reject(options.signal?.reason)),
        ),
    });
    const { executor, spans } = instrument({ inner });
    const reply = executor.send(VSIM, { signal: controller.signal });
    controller.abort("reason of the caller");
    await expect(reply).rejects.toBe("reason of the caller");
    expect(spans()[0]!.attributes["error.type"]).toBe("ABORTED");
  });
});

describe("a pipeline", () => {
  const transaction: Transaction = { transaction: [VREM, VADD] };
  test.each<[string, (Command | Transaction)[], string, number | undefined]>([
    ["one command", [VADD], "VADD", undefined],
    ["equal commands", [VADD, VADD, VADD], "PIPELINE VADD", 3],
    ["different commands", [VADD, VREM], "PIPELINE", 2],
    ["one transaction", [transaction], "MULTI", 2],
    ["one transaction of equal commands", [{ transaction: [VADD, VADD] }], "MULTI VADD", 2],
    ["one transaction of one command", [{ transaction: [VADD] }], "MULTI VADD", undefined],
    ["transactions", [transaction, transaction], "PIPELINE MULTI", 4],
    ["commands and transactions", [VADD, transaction], "PIPELINE", 3],
  ])("of %s is named %3$s", async (_name, steps, name, batchSize) => {
    const { executor, spans, metrics } = instrument();
    await executor.pipeline(steps);
    const [span] = spans();
    expect(span!.name).toBe(name);
    expect(span!.attributes).toEqual({
      ...TARGET,
      "db.operation.name": name,
      ...(batchSize === undefined ? {} : { "db.operation.batch.size": batchSize }),
    });
    const [metric] = await metrics();
    expect(metric!.dataPoints.map(({ attributes }) => attributes)).toEqual([
      { ...TARGET, "db.operation.name": name },
    ]);
  });

  test("without steps is not recorded", async () => {
    const { executor, spans, metrics } = instrument();
    expect(await executor.pipeline([])).toEqual([]);
    expect(spans()).toEqual([]);
    expect(await metrics()).toEqual([]);
  });

  test("with failed steps counts as failed, with their number and the code of the first one", async () => {
    const results: StepResult[] = [
      { ok: true, value: 1 },
      { ok: false, error: refusal("OUT_OF_MEMORY", "OOM"), sent: true },
      { ok: false, error: refusal("WRONG_TYPE", "WRONGTYPE"), sent: true },
    ];
    const inner = new CallExecutor({ pipeline: () => Promise.resolve(results) });
    const { executor, spans, metrics } = instrument({ inner });
    expect(await executor.pipeline([VADD, VADD, VADD])).toBe(results);
    const [span] = spans();
    expect(span!.attributes).toEqual({
      ...TARGET,
      "db.operation.name": "PIPELINE VADD",
      "db.operation.batch.size": 3,
      "octavec.operation.batch.failures": 2,
      "error.type": "OUT_OF_MEMORY",
      "db.response.status_code": "OOM",
    });
    expect(span!.status).toEqual({ code: SpanStatusCode.ERROR });
    const [metric] = await metrics();
    expect(metric!.dataPoints.map(({ attributes }) => attributes)).toEqual([
      {
        ...TARGET,
        "db.operation.name": "PIPELINE VADD",
        "error.type": "OUT_OF_MEMORY",
        "db.response.status_code": "OOM",
      },
    ]);
  });

  test("that was aborted before anything was sent counts as ABORTED", async () => {
    const inner = new CallExecutor({ pipeline: () => Promise.reject(new Error("reason")) });
    const { executor, spans } = instrument({ inner });
    await expect(executor.pipeline([VADD, VADD], { signal: AbortSignal.abort() })).rejects.toThrow("reason");
    expect(spans()[0]!.attributes).toMatchObject({ "error.type": "ABORTED", "db.operation.batch.size": 2 });
  });
});

describe("the collection", () => {
  test.each<[string, (Command | Transaction)[], string | undefined]>([
    ["a key of this library", [VSIM], "shop:articles"],
    ["a key given as a buffer", [["VCARD", Buffer.from("{shop:articles}:v")]], "shop:articles"],
    ["a foreign vector set", [["VCARD", "movies"]], "movies"],
    ["several commands on one collection", [VADD, { transaction: [VREM, VADD] }], "shop:articles"],
    [
      "a script that writes to a collection",
      [["EVALSHA", "a".repeat(40), "2", "{shop:articles}:v", "{shop:articles}:meta"]],
      "shop:articles",
    ],
    ["a script with other keys", [["EVALSHA", "a".repeat(40), "1", "{shop:acme:answers}:g"]], undefined],
    ["several collections", [VADD, ["VCARD", "movies"]], undefined],
    ["a command that is not for vector sets", [["GET", "user:ada"]], undefined],
    ["a command without a key", [["VINFO"]], undefined],
  ])("is on the span of %s if captureKeys is true, and in no metric", async (_name, steps, collection) => {
    const { executor, spans, metrics } = instrument({ captureKeys: true });
    await executor.pipeline(steps);
    expect(spans()[0]!.attributes["db.collection.name"]).toBe(collection);
    expect(JSON.stringify((await metrics()).map(({ dataPoints }) => dataPoints))).not.toContain("articles");
  });

  test("is on the span of a single command, which has no batch size", async () => {
    const { executor, spans } = instrument({ captureKeys: true });
    await executor.send(VSIM);
    expect(spans()[0]!.attributes).toEqual({
      ...TARGET,
      "db.operation.name": "VSIM",
      "db.collection.name": "shop:articles",
    });
  });

  test("is on no span unless captureKeys is true", async () => {
    const { executor, spans } = instrument();
    await executor.send(VSIM);
    await executor.pipeline([VADD, VADD]);
    expect(JSON.stringify(spans().map(({ name, attributes }) => [name, attributes]))).not.toContain("shop");
  });
});

describe("without an SDK or sampling", () => {
  test("a call returns the inner executor's own promise", async () => {
    const reply = Promise.resolve("OK");
    const results = Promise.resolve<StepResult[]>([{ ok: true, value: 1 }]);
    const inner = new CallExecutor({ send: () => reply, pipeline: () => results });
    const telemetry = createTelemetry({
      serverAddress: "localhost",
      serverPort: 6379,
      database: 0,
    });
    const executor = new InstrumentedExecutor(inner, telemetry.operations);
    expect(executor.send(VSIM)).toBe(reply);
    expect(executor.pipeline([VADD])).toBe(results);
    expect(telemetry.poolFor("any")).toBeUndefined();
    expect(inner.asked).toEqual([VSIM, [VADD]]);
  });

  test("a call is not looked at until an SDK is registered, and is recorded from then on", async () => {
    trace.disable();
    onTestFinished(() => trace.disable());
    const inner = new CallExecutor({});
    const telemetry = createTelemetry({ serverAddress: "localhost", database: 0 });
    const executor = new InstrumentedExecutor(inner, telemetry.operations);
    const unreadable = new Proxy<Command>([], {
      get: () => {
        throw new Error("was looked at");
      },
    });
    await executor.send(unreadable);
    const { tracerProvider, spans } = recordTelemetry();
    trace.setGlobalTracerProvider(tracerProvider);
    await executor.send(VSIM);
    expect(spans().map(({ name }) => name)).toEqual(["VSIM"]);
  });

  test("a span that is not sampled is not recorded, but the metric is", async () => {
    const { executor, spans, metrics } = instrument({
      recorded: recordTelemetry({ sampler: new AlwaysOffSampler() }),
    });
    await executor.send(VSIM);
    expect(spans()).toEqual([]);
    expect(await metrics()).toMatchObject([{ dataPoints: [{ value: { count: 1 } }] }]);
  });

  test("the capabilities are those of the inner executor", () => {
    const { executor, inner } = instrument();
    expect(executor.capabilities).toBe(inner.capabilities);
  });
});
