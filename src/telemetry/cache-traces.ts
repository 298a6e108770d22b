import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { CACHE_ATTRIBUTES, CACHE_SPANS } from "./cache-table.js";
import { activeTraceParent, readTraceParent } from "./trace-parent.js";
import { type TracerSource, tracerSource } from "./tracer-source.js";

/** As many links as the SDK keeps by default. */
const MAX_LINKS = 128;

/** The span of a running look-up. Call `end` or `rejected` exactly once. */
export interface LookupSpan {
  /** Calls `work` with the span as the active one, so that the spans of commands become its children. */
  run<T>(work: () => T): T;
  /** @param attributes - The outcome, as metrics name it. */
  end(attributes: Attributes, similarity: number | undefined): void;
  /** The look-up threw. */
  rejected(): void;
}

/** The spans of one cache. */
export class CacheTraces {
  readonly #tracer: TracerSource;
  readonly #tenant: Attributes;

  /** @param tenant - Undefined if spans must not name the tenant. */
  constructor(tracer: TracerSource, tenant: string | undefined) {
    this.#tracer = tracer;
    this.#tenant = tenant === undefined ? {} : { [CACHE_ATTRIBUTES.cacheTenant.key]: tenant };
  }

  get areWanted(): boolean {
    return this.#tracer() !== undefined;
  }

  /** The span of a look-up, as a child of the caller's active span; undefined while nobody listens. */
  startLookup(): LookupSpan | undefined {
    const tracer = this.#tracer();
    if (tracer === undefined) return undefined;
    const span = tracer.startSpan(CACHE_SPANS.cacheLookup.name, {
      kind: SpanKind[CACHE_SPANS.cacheLookup.kind],
    });
    return new RunningLookup(span, this.#tenant);
  }

  /** The caller's active span, to be sent along with an invalidation; empty while nobody listens. */
  origin(): string {
    return this.#tracer() === undefined ? "" : activeTraceParent();
  }

  /** Invalidations were read and applied. `origins` are the results of {@link origin} that came with some of them. */
  invalidated(events: number, origins: readonly string[]): void {
    const tracer = this.#tracer();
    if (tracer === undefined) return;
    const links = origins.slice(0, MAX_LINKS).flatMap((origin) => {
      const linked = readTraceParent(origin);
      return linked === undefined ? [] : [{ context: linked }];
    });
    const { name, kind } = CACHE_SPANS.cacheInvalidation;
    const attributes = { ...this.#tenant, [CACHE_ATTRIBUTES.cacheEvents.key]: events };
    tracer.startSpan(name, { kind: SpanKind[kind], attributes, links }, ROOT_CONTEXT).end();
  }
}

class RunningLookup implements LookupSpan {
  constructor(
    private readonly span: Span,
    private readonly tenant: Attributes,
  ) {}

  run<T>(work: () => T): T {
    return context.with(trace.setSpan(context.active(), this.span), work);
  }

  end(attributes: Attributes, similarity: number | undefined): void {
    this.span.setAttributes(attributes);
    if (similarity !== undefined) this.span.setAttribute(CACHE_ATTRIBUTES.cacheSimilarity.key, similarity);
    this.span.end();
  }

  rejected(): void {
    this.span.setAttributes({
      ...this.tenant,
      [CACHE_ATTRIBUTES.cacheResult.key]: "error",
      [CACHE_ATTRIBUTES.cacheReason.key]: "rejected",
    });
    this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}

/** @param tracerProvider - Default: the registered provider. */
export function createCacheTraces(
  tenant: string | undefined,
  tracerProvider: TracerProvider = trace.getTracerProvider(),
): CacheTraces {
  return new CacheTraces(tracerSource(tracerProvider), tenant);
}
