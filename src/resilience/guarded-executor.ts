import { isOctavecError } from "../errors/index.js";
import type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Steps,
  WatchedExecutor,
} from "../executor.js";
import type { CircuitBreaker } from "./circuit-breaker.js";
import { isAnswer, saysNodeIsSick } from "./classify-failure.js";
import { waitsByItself } from "./waiting-commands.js";

/**
 * Puts a circuit breaker before one node. It only looks at what becomes of calls: their promises are the node's own.
 */
export class GuardedExecutor implements Executor {
  constructor(
    private readonly inner: WatchedExecutor,
    readonly breaker: CircuitBreaker,
    /** A `TIMEOUT` after less than this is doubtful: the caller gave up sooner than the client would. */
    private readonly commandTimeoutMs: number,
  ) {}

  get capabilities(): Capabilities {
    return this.inner.capabilities;
  }

  send(command: Command, options: SendOptions = {}): Promise<Reply> {
    if (options.signal?.aborted) return Promise.reject(options.signal.reason);
    const refusal = this.breaker.refusal();
    if (refusal !== undefined) return Promise.reject(refusal);
    const { epoch } = this.breaker;
    return this.inner.sendWatched(command, options, (error) => {
      if (error === undefined) this.breaker.report("answered", epoch);
      // Its own waiting ends as TIMEOUT, or costs it its connection; what else happens to the node, other calls tell.
      else if (isAnswer(error) || !waitsByItself(command)) this.#reportFailure(error, options, epoch);
    });
  }

  pipeline(steps: Steps, options: SendOptions = {}): Promise<StepResult[]> {
    if (options.signal?.aborted) return Promise.reject(options.signal.reason);
    const refusal = this.breaker.refusal();
    if (refusal !== undefined) {
      return Promise.resolve(steps.map(() => ({ ok: false, error: refusal, sent: false })));
    }
    const { epoch } = this.breaker;
    const results = this.inner.pipeline(steps, options);
    results.then(
      (outcome) => this.#reportPipeline(outcome, options, epoch),
      // Only an abort before anything was sent rejects.
      () => {},
    );
    return results;
  }

  /** One pipeline is one call, and failed when any step says that the node is sick. */
  #reportPipeline(results: readonly StepResult[], options: SendOptions, epoch: number): void {
    const sick = results.find((result) => !result.ok && saysNodeIsSick(result.error));
    if (sick?.ok === false) this.#reportFailure(sick.error, options, epoch);
    else if (results.some((result) => result.ok || isAnswer(result.error)))
      this.breaker.report("answered", epoch);
  }

  #reportFailure(error: unknown, { timeoutMs, signal }: SendOptions, epoch: number): void {
    if (signal?.aborted) return;
    if (!saysNodeIsSick(error)) {
      if (isAnswer(error)) this.breaker.report("answered", epoch);
      return;
    }
    const isHasty = timeoutMs !== undefined && timeoutMs < this.commandTimeoutMs;
    const outcome = isHasty && isOctavecError(error, "TIMEOUT") ? "doubtful" : "failed";
    this.breaker.report(outcome, epoch, error);
  }
}
