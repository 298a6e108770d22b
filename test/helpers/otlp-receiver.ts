import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import protobuf from "protobufjs";
import { onTestFinished } from "vitest";

/** The messages of OTLP that the tests read. Fields that are not named here are skipped. https://github.com/open-telemetry/opentelemetry-proto */
const OTLP = protobuf.parse(`
syntax = "proto3";
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
message KeyValue { string key = 1; AnyValue value = 2; }
message Resource { repeated KeyValue attributes = 1; }
message Status { int32 code = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  repeated KeyValue attributes = 9; Status status = 15;
}
message ScopeSpans { repeated Span spans = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Traces { repeated ResourceSpans resource_spans = 1; }
message Metric { string name = 1; string unit = 3; }
message ScopeMetrics { repeated Metric metrics = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Metrics { repeated ResourceMetrics resource_metrics = 1; }
`).root;

type Attributes = Record<string, unknown>;

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first span of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  /** 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly attributes: Attributes;
  /** Whether its status is an error. */
  readonly isError: boolean;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Names of metrics with their units. */
  readonly metrics: Map<string, string>;
  /** Attributes of the resources. */
  readonly resources: Attributes[];
  /** Everything as it came over the wire. */
  readonly bytes: Buffer[];
}

/** A receiver of OTLP over HTTP in protobuf, as collectors are. It stops with the test. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received: Omit<OtlpReceiver, "url"> = { spans: [], metrics: new Map(), resources: [], bytes: [] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isProtobuf = request.headers["content-type"] === "application/x-protobuf";
    if (isProtobuf) read(received, request.url ?? "", body);
    response.writeHead(isProtobuf ? 200 : 415, { "content-type": "application/x-protobuf" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { ...received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function read(
  { spans, metrics, resources, bytes }: Omit<OtlpReceiver, "url">,
  path: string,
  body: Buffer,
): void {
  bytes.push(body);
  if (path === "/v1/traces") {
    const { resourceSpans } = decoded<{ resourceSpans: RawResource[] }>("Traces", body);
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      resources.push(attributesOf(resource?.attributes));
      for (const span of scopeSpans.flatMap((scope) => scope.spans ?? [])) spans.push(spanOf(span));
    }
  } else if (path === "/v1/metrics") {
    const { resourceMetrics } = decoded<{ resourceMetrics: RawResource[] }>("Metrics", body);
    for (const { resource, scopeMetrics = [] } of resourceMetrics) {
      resources.push(attributesOf(resource?.attributes));
      for (const { name, unit } of scopeMetrics.flatMap((scope) => scope.metrics ?? []))
        metrics.set(name, unit);
    }
  }
}

interface RawKeyValue {
  readonly key: string;
  readonly value?: Record<string, unknown>;
}

interface RawSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: RawKeyValue[];
  readonly status?: { readonly code: number };
}

interface RawResource {
  readonly resource?: { readonly attributes?: RawKeyValue[] };
  readonly scopeSpans?: { readonly spans?: RawSpan[] }[];
  readonly scopeMetrics?: { readonly metrics?: { readonly name: string; readonly unit: string }[] }[];
}

function decoded<T>(type: string, body: Buffer): T {
  const message = OTLP.lookupType(type);
  return message.toObject(message.decode(body), { bytes: String, longs: Number, defaults: true }) as T;
}

function spanOf({ traceId, spanId, parentSpanId, name, kind, attributes, status }: RawSpan): ReceivedSpan {
  const [trace, span, parent] = [traceId, spanId, parentSpanId].map((id) =>
    Buffer.from(id, "base64").toString("hex"),
  );
  return {
    ...{ traceId: trace ?? "", spanId: span ?? "", parentSpanId: parent ?? "", name, kind },
    attributes: attributesOf(attributes),
    isError: status?.code === 2,
  };
}

function attributesOf(attributes: readonly RawKeyValue[] = []): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value ?? {})[0]]));
}
