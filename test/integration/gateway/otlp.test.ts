import { afterEach, expect, test, vi } from "vitest";
import { chat, PROMPT, startedProxy } from "../../helpers/gateway-proxy.js";
import { type OtlpReceiver, startOtlpReceiver } from "../../helpers/otlp-receiver.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

const PATH = "/openai/v1/chat/completions";
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const PARENT_ID = "b7ad6b7169203331";
const traceparent = (sampled = "01") => `00-${TRACE_ID}-${PARENT_ID}-${sampled}`;

/** A gateway whose process has these variables, and OTLP's endpoint. */
async function tracedProxy(receiver: OtlpReceiver, variables: Record<string, string> = {}) {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  return startedProxy({}, {}, { environment: process.env });
}

test("a request, its look-up, its commands and its call of the provider are one trace, which goes on at the provider", async () => {
  const receiver = await startOtlpReceiver();
  const { gateway, post, standIn } = await tracedProxy(receiver, {
    OTEL_SERVICE_NAME: "shop-gateway",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
  });
  await (await post(PATH, chat(PROMPT), { traceparent: traceparent() })).text();
  await gateway.close();

  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE_ID);
  const server = spans.find(({ kind }) => kind === 2);
  expect(server).toMatchObject({
    name: "POST /openai/*",
    parentSpanId: PARENT_ID,
    attributes: {
      "http.request.method": "POST",
      "http.route": "/openai/*",
      "http.response.status_code": 200,
      "octavec.gateway.cache": "miss",
    },
    isError: false,
  });
  const upstream = spans.find(({ name }) => name === "POST openai");
  expect(upstream).toMatchObject({ kind: 3, attributes: { "octavec.gateway.upstream": "openai" } });
  expect(standIn.seen[0]?.headers.traceparent).toBe(`00-${TRACE_ID}-${upstream?.spanId}-01`);
  const childrenOf = (parent: { readonly spanId: string } | undefined) =>
    spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId).map(({ name }) => name);
  expect(childrenOf(server)).toEqual(expect.arrayContaining(["POST openai", "octavec.cache.lookup"]));
  expect(childrenOf(spans.find(({ name }) => name === "octavec.cache.lookup"))).toContain("EVALSHA_RO");

  expect([...receiver.metrics]).toEqual(
    expect.arrayContaining([
      ["http.server.request.duration", "s"],
      ["http.client.request.duration", "s"],
      ["octavec.gateway.io", "By"],
      ["octavec.gateway.streams", "{stream}"],
      ["octavec.cache.requests", "{request}"],
      ["db.client.operation.duration", "s"],
    ]),
  );
  for (const resource of receiver.resources) {
    expect(resource).toMatchObject({ "service.name": "shop-gateway", "deployment.environment.name": "test" });
  }
  const wire = Buffer.concat(receiver.bytes).toString("latin1");
  for (const content of [PROMPT, "client-key", "Use the link"]) expect(wire).not.toContain(content);
});

test("a failing upstream is an error of its span, and Prometheus still reads the metrics that OTLP sends", async () => {
  const receiver = await startOtlpReceiver();
  const { gateway, post, standIn, adminUrl } = await tracedProxy(receiver);
  standIn.instead = (_, response) => response.writeHead(503).end();
  expect((await post(PATH, chat(PROMPT))).status).toBe(503);
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  expect(text).toMatch(/http_client_request_duration_count\{[^}]*error_type="503"[^}]*\} 1/);
  await gateway.close();
  expect(receiver.spans.find(({ name }) => name === "POST openai")).toMatchObject({
    isError: true,
    attributes: { "error.type": "503" },
  });
  expect(receiver.resources[0]?.["service.name"]).toBe("octavec-gateway");
});

test.each([
  ["the SDK is disabled", { OTEL_SDK_DISABLED: "true" }, false, false],
  ["only metrics are wanted", { OTEL_TRACES_EXPORTER: "none" }, false, true],
  ["only traces are wanted", { OTEL_METRICS_EXPORTER: "none" }, true, false],
  ["the sampler takes no trace", { OTEL_TRACES_SAMPLER: "always_off" }, false, true],
])("when %s, nothing else is sent", async (_when, variables, hasSpans, hasMetrics) => {
  const receiver = await startOtlpReceiver();
  const { gateway, post } = await tracedProxy(receiver, variables);
  expect((await post(PATH, chat(PROMPT))).status).toBe(200);
  await gateway.close();
  expect([receiver.spans.length > 0, receiver.metrics.size > 0]).toEqual([hasSpans, hasMetrics]);
});

test("the sampler follows what the caller decided, and a receiver that is away costs the caller nothing and is logged", async () => {
  const receiver = await startOtlpReceiver();
  const { gateway, post } = await tracedProxy(receiver);
  await (await post(PATH, chat(PROMPT), { traceparent: traceparent("00") })).text();
  await gateway.close();
  expect(receiver.spans.filter(({ traceId }) => traceId === TRACE_ID)).toEqual([]);

  const away = await tracedProxy(
    { ...receiver, url: "http://127.0.0.1:1" },
    { OTEL_EXPORTER_OTLP_TIMEOUT: "500" },
  );
  expect((await away.post(PATH, chat(PROMPT))).status).toBe(200);
  await away.gateway.close();
  expect(away.lines.map(({ event }) => event)).toContainEqual(expect.stringMatching(/^opentelemetry/));
});
