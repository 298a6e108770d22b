import {
  type Attributes,
  type Histogram,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from "@opentelemetry/api";
import { ATTRIBUTES } from "./telemetry-table.js";

/** What is said of a call to the server before it runs: nothing of its arguments but, on request, the collection. */
export interface OperationFacts {
  /** `VSIM`, `PIPELINE VADD`, `MULTI` … */
  readonly name: string;
  /** Commands in it. */
  readonly batchSize: number;
  readonly collection?: string | undefined;
}

export interface OperationFailure {
  /** A stable code, never a message: messages of the server may quote what the caller wrote. */
  readonly errorType: string;
  /** First word of the server's error, when the server refused. */
  readonly statusCode?: string | undefined;
  /** Of a pipeline: the steps that failed. */
  readonly failedSteps?: number | undefined;
}

/** A call under way; ends exactly once. */
export interface RunningOperation {
  end(failure?: OperationFailure): void;
}

/** More names than there are commands: a caller that makes names up does not fill the memory. */
const MAX_KEPT_NAMES = 500;

/** Spans and durations of calls to one server. */
export class OperationRecorder {
  /** By operation name, so that a call without an SDK builds nothing. */
  readonly #kept = new Map<string, Attributes>();

  constructor(
    private readonly tracer: Tracer,
    /** Undefined: nobody collects metrics. */
    private readonly duration: Histogram | undefined,
    private readonly target: Attributes,
    /** Whether the caller should fill in `collection`. */
    readonly captureKeys: boolean,
  ) {}

  /**
   * Starts a span below the caller's active one. The span is not made active itself: connections that are opened
   * meanwhile serve others too and would keep it as their context.
   *
   * @returns undefined when nobody listens, neither to this span nor to metrics.
   */
  start({ name, batchSize, collection }: OperationFacts): RunningOperation | undefined {
    const attributes = this.#attributesOf(name);
    const span = this.tracer.startSpan(name, {
      kind: SpanKind.CLIENT,
      attributes: withDetails(attributes, batchSize, collection),
    });
    const recorded = span.isRecording() ? span : undefined;
    if (recorded === undefined && this.duration === undefined) return undefined;
    return new TimedOperation(recorded, this.duration, attributes);
  }

  #attributesOf(name: string): Attributes {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    const attributes = { ...this.target, [ATTRIBUTES.operation.key]: name };
    if (this.#kept.size < MAX_KEPT_NAMES) this.#kept.set(name, attributes);
    return attributes;
  }
}

/** Span attributes that would be too many different ones for a metric. */
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
