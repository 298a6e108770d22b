import {
  type Attributes,
  type Context,
  context,
  createNoopMeter,
  type Meter,
  type MeterProvider,
  metrics,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { BufferedHistogram } from "./buffered-histogram.js";
import { GATEWAY_ATTRIBUTES, GATEWAY_METRICS } from "./gateway-table.js";
import { createHistogram, createObservable } from "./instruments.js";
import { ATTRIBUTES, SCOPE } from "./telemetry-table.js";
import { type TracerSource, tracerSource } from "./tracer-source.js";

/** How a request or a call ended. Holds no text of it. */
export interface HttpOutcome {
  /** Absent if there was no reply. */
  readonly status?: number | undefined;
  /** Absent if it did not fail. */
  readonly errorType?: string | undefined;
  /** How the proxy answered. */
  readonly cache?: string | undefined;
}

/** Call `end` exactly once. */
export interface RunningRequest {
  /** Calls a function, and what it starts is part of the trace of the request. */
  run(handle: () => void): void;
  end(outcome: HttpOutcome, durationMs: number): void;
}

export interface UpstreamFacts {
  readonly upstream: string;
  readonly method: string;
  readonly url: URL;
}

/** Call `end` exactly once. */
export interface RunningCall {
  /** Headers that continue the trace at the upstream. */
  readonly headers: Readonly<Record<string, string>>;
  end(outcome: HttpOutcome): void;
}

/** What the servers of a gateway have done so far. */
export interface GatewayLoad {
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** Replies that are sent piece by piece at present. */
  readonly streams: number;
}

/** The spans and metrics of one gateway. */
export class GatewayRecorder {
  readonly #tracer: TracerSource = tracerSource(trace.getTracerProvider());
  readonly #meter: Meter | undefined;
  readonly #instruments;
  /** By method, route and outcome, of which there are few: routes are patterns. */
  readonly #requestAttributes = new Map<string, Attributes>();

  /** @param meterProvider - Default: the provider that is registered now. */
  constructor(meterProvider: MeterProvider = metrics.getMeterProvider()) {
    const meter = meterProvider.getMeter(SCOPE.name, SCOPE.version);
    this.#meter = meter === createNoopMeter() ? undefined : meter;
    this.#instruments = this.#meter && {
      requestDuration: new BufferedHistogram(createHistogram(this.#meter, GATEWAY_METRICS.requestDuration)),
      upstreamDuration: createHistogram(this.#meter, GATEWAY_METRICS.upstreamDuration),
    };
  }

  /** @param headers - Of the request, of which those of the trace are read. */
  request(method: string, route: string, headers: object): RunningRequest {
    const { span, within } = this.#startRequest(method, route, headers);
    return {
      run: (handle) => (within === undefined ? handle() : context.with(within, handle)),
      end: (outcome, durationMs) => {
        const attributes = this.#attributesOf(method, route, outcome);
        this.#instruments?.requestDuration.record(durationMs / 1_000, attributes);
        if (span !== undefined) endSpan(span, outcome, attributesOf(outcome));
      },
    };
  }

  upstream({ upstream, method, url }: UpstreamFacts): RunningCall {
    const attributes: Attributes = {
      [GATEWAY_ATTRIBUTES.requestMethod.key]: method,
      [GATEWAY_ATTRIBUTES.upstream.key]: upstream,
      [ATTRIBUTES.address.key]: url.hostname,
      [ATTRIBUTES.port.key]: portOf(url),
    };
    const span = this.#tracer()?.startSpan(`${method} ${upstream}`, { kind: SpanKind.CLIENT, attributes });
    const headers: Record<string, string> = {};
    if (span !== undefined) propagation.inject(trace.setSpan(context.active(), span), headers);
    const startedAtMs = performance.now();
    return {
      headers,
      end: (outcome) => {
        const told = attributesOf(outcome);
        const seconds = (performance.now() - startedAtMs) / 1_000;
        this.#instruments?.upstreamDuration.record(seconds, { ...attributes, ...told });
        if (span !== undefined) endSpan(span, outcome, told);
      },
    };
  }

  /** Reads the load whenever metrics are collected, and gives the SDK the durations of requests since the last time. */
  watch(read: () => GatewayLoad): void {
    if (this.#meter === undefined) return;
    const io = createObservable(this.#meter, GATEWAY_METRICS.io);
    const streams = createObservable(this.#meter, GATEWAY_METRICS.streams);
    const { key } = GATEWAY_ATTRIBUTES.ioDirection;
    this.#meter.addBatchObservableCallback(
      (result) => {
        this.#instruments?.requestDuration.flush();
        const load = read();
        result.observe(io, load.receivedBytes, { [key]: "receive" });
        result.observe(io, load.sentBytes, { [key]: "transmit" });
        result.observe(streams, load.streams);
      },
      [io, streams],
    );
  }

  #attributesOf(method: string, route: string, outcome: HttpOutcome): Attributes {
    const name = `${method} ${route} ${outcome.status} ${outcome.errorType} ${outcome.cache}`;
    const known = this.#requestAttributes.get(name);
    if (known !== undefined) return known;
    const created = { ...attributesOfRequest(method, route), ...attributesOf(outcome) };
    this.#requestAttributes.set(name, created);
    return created;
  }

  #startRequest(
    method: string,
    route: string,
    headers: object,
  ): { readonly span?: Span; readonly within?: Context } {
    const tracer = this.#tracer();
    if (tracer === undefined) return {};
    const given = propagation.extract(context.active(), headers);
    const attributes = attributesOfRequest(method, route);
    const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, given);
    return { span, within: trace.setSpan(given, span) };
  }
}

function attributesOfRequest(method: string, route: string): Attributes {
  return { [GATEWAY_ATTRIBUTES.requestMethod.key]: method, [GATEWAY_ATTRIBUTES.route.key]: route };
}

function attributesOf({ status, errorType, cache }: HttpOutcome): Attributes {
  const told: Attributes = {};
  if (status !== undefined) told[GATEWAY_ATTRIBUTES.responseStatus.key] = status;
  if (errorType !== undefined) told[ATTRIBUTES.errorType.key] = errorType;
  if (cache !== undefined) told[GATEWAY_ATTRIBUTES.gatewayCache.key] = cache;
  return told;
}

function endSpan(span: Span, { errorType }: HttpOutcome, told: Attributes): void {
  span.setAttributes(told);
  if (errorType !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
