import { type Attributes, type Histogram, type Span, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { ATTRIBUTES } from "./telemetry-table.js";
import type { TracerSource } from "./tracer-source.js";

/** A call to the server, without its arguments except, with `captureKeys`, the collection. */
export interface OperationFacts {
  /** `VSIM`, `PIPELINE VADD`, `MULTI` … */
  readonly name: string;
  /** Number of commands. */
  readonly batchSize: number;
  readonly collection?: string | undefined;
}

export interface OperationFailure {
  /** A stable code and never a message, because the server's messages may quote arguments. */
  readonly errorType: string;
  /** First word of the server's error reply, if there is one. */
  readonly statusCode?: string | undefined;
  /** Number of failed steps of a pipeline. */
  readonly failedSteps?: number | undefined;
}

/** A running call. Call `end` exactly once. */
export interface RunningOperation {
  end(failure?: OperationFailure): void;
}

/** There are fewer commands. The limit protects the memory from a caller that invents names. */
const MAX_NAMES = 500;

/** Spans and durations of calls to one server. */
export class OperationRecorder {
  /** By operation name, so that a call need not create them. */
  readonly #attributesByName = new Map<string, Attributes>();

  constructor(
    private readonly tracer: TracerSource,
    /** Undefined if no SDK collects metrics. */
    private readonly duration: Histogram | undefined,
    private readonly target: Attributes,
    /** Whether the caller should set `collection`. */
    readonly captureKeys: boolean,
  ) {}

  /** Whether anybody listens. If not, a call need not be described. An SDK may be registered at any time. */
  get isListenedTo(): boolean {
    return this.duration !== undefined || this.tracer() !== undefined;
  }

  /**
   * Starts a span as a child of the caller's active span. It does not become the active span, because connections that
   * are opened meanwhile serve other callers too and would keep it as their context.
   *
   * @returns undefined if neither this span nor metrics are recorded.
   */
  start({ name, batchSize, collection }: OperationFacts): RunningOperation | undefined {
    const attributes = this.#attributesOf(name);
    const span = this.tracer()?.startSpan(name, {
      kind: SpanKind.CLIENT,
      attributes: withDetails(attributes, batchSize, collection),
    });
    const recorded = span?.isRecording() ? span : undefined;
    if (recorded === undefined && this.duration === undefined) return undefined;
    return new TimedOperation(recorded, this.duration, attributes);
  }

  #attributesOf(name: string): Attributes {
    const known = this.#attributesByName.get(name);
    if (known !== undefined) return known;
    const attributes = { ...this.target, [ATTRIBUTES.operation.key]: name };
    if (this.#attributesByName.size < MAX_NAMES) this.#attributesByName.set(name, attributes);
    return attributes;
  }
}

/** Adds the attributes that only spans have, because their many different values would make too many metric series. */
function withDetails(attributes: Attributes, batchSize: number, collection: string | undefined): Attributes {
  if (batchSize < 2 && collection === undefined) return attributes;
  const detailed = { ...attributes };
  if (batchSize >= 2) detailed[ATTRIBUTES.batchSize.key] = batchSize;
  if (collection !== undefined) detailed[ATTRIBUTES.collection.key] = collection;
  return detailed;
}

class TimedOperation implements RunningOperation {
  readonly #startedAtMs = performance.now();

  constructor(
    private readonly span: Span | undefined,
    private readonly duration: Histogram | undefined,
    private readonly attributes: Attributes,
  ) {}

  end(failure?: OperationFailure): void {
    const outcome = failure === undefined ? undefined : outcomeOf(failure);
    this.duration?.record(
      (performance.now() - this.#startedAtMs) / 1_000,
      outcome === undefined ? this.attributes : { ...this.attributes, ...outcome },
    );
    if (this.span === undefined) return;
    if (outcome !== undefined) {
      this.span.setAttributes(outcome);
      if (failure?.failedSteps !== undefined) {
        this.span.setAttribute(ATTRIBUTES.batchFailures.key, failure.failedSteps);
      }
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}

function outcomeOf({ errorType, statusCode }: OperationFailure): Attributes {
  const outcome: Attributes = { [ATTRIBUTES.errorType.key]: errorType };
  if (statusCode !== undefined) outcome[ATTRIBUTES.statusCode.key] = statusCode;
  return outcome;
}
