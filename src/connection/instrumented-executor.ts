import { isOctavecError } from "../errors/index.js";
import type { Capabilities, Command, Executor, Reply, SendOptions, StepResult, Steps } from "../executor.js";
import type { OperationFailure, OperationRecorder, RunningOperation } from "../telemetry/index.js";
import { describeCommand, describePipeline } from "./describe-call.js";

/**
 * Makes a span and a duration of every command and every pipeline that goes through. It stands outside of everything
 * that repeats or waits, so that they tell what the caller saw. When nobody listens, calls go straight through.
 */
export class InstrumentedExecutor implements Executor {
  constructor(
    private readonly inner: Executor,
    private readonly recorder: OperationRecorder,
  ) {}

  get capabilities(): Capabilities {
    return this.inner.capabilities;
  }

  send(command: Command, options?: SendOptions): Promise<Reply> {
    if (!this.recorder.isListenedTo) return this.inner.send(command, options);
    const operation = this.recorder.start(describeCommand(command, this.recorder.captureKeys));
    return recorded(operation, this.inner.send(command, options), options, () => undefined);
  }

  /** A pipeline counts as failed when any step failed; telemetry then says how many, and why the first one did. */
  pipeline(steps: Steps, options?: SendOptions): Promise<StepResult[]> {
    if (steps.length === 0 || !this.recorder.isListenedTo) return this.inner.pipeline(steps, options);
    const operation = this.recorder.start(describePipeline(steps, this.recorder.captureKeys));
    return recorded(operation, this.inner.pipeline(steps, options), options, failureAmong);
  }
}

/** @param failureIn - What of the result counts as a failure. */
function recorded<T>(
  operation: RunningOperation | undefined,
  work: Promise<T>,
  options: SendOptions = {},
  failureIn: (result: T, options: SendOptions) => OperationFailure | undefined,
): Promise<T> {
  if (operation === undefined) return work;
  return work.then(
    (result) => {
      operation.end(failureIn(result, options));
      return result;
    },
    (error: unknown) => {
      operation.end(failureOf(error, options));
      throw error;
    },
  );
}

function failureAmong(results: readonly StepResult[], options: SendOptions): OperationFailure | undefined {
  let first: OperationFailure | undefined;
  let failedSteps = 0;
  for (const result of results) {
    if (result.ok) continue;
    failedSteps++;
    first ??= failureOf(result.error, options);
  }
  if (first === undefined || results.length === 1) return first;
  return { ...first, failedSteps };
}

function failureOf(error: unknown, { signal }: SendOptions): OperationFailure {
  if (isOctavecError(error)) {
    const { reply } = error.details;
    return { errorType: error.code, statusCode: isErrorPrefix(reply) ? reply : undefined };
  }
  // An aborted call rejects with the signal's reason, which is the caller's own.
  return { errorType: signal?.aborted ? "ABORTED" : "_OTHER" };
}

/** Capital letters only, as all of the server's are: a script may answer with any text as its error. */
function isErrorPrefix(reply: unknown): reply is string {
  return typeof reply === "string" && /^[A-Z][A-Z0-9_]{0,31}$/.test(reply);
}
