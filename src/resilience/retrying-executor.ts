import { loopTimeMs } from "../async/index.js";
import { failureCode } from "../errors/index.js";
import type { Capabilities, Command, Executor, Reply, SendOptions, StepResult, Steps } from "../executor.js";
import type { ResolvedRetryOptions } from "../options/index.js";
import type { RetryObserver } from "../telemetry/index.js";
import { RetryBudget } from "./retry-budget.js";
import { RetryPlan } from "./retry-plan.js";
import { finalError, laterResult, leavesDoubt, mayRepeat, stepsToRepeat } from "./retry-rule.js";

export interface RetryLimits {
  /** Longest time for a whole operation without a `timeoutMs` of its own: all of its attempts and pauses. */
  readonly operationTimeoutMs: number;
  /** Longest time for one repetition. */
  readonly attemptTimeoutMs: number;
}

export interface RetryWatchers {
  /** Told of repetitions. */
  readonly observer?: RetryObserver | undefined;
  /** Told once of every call that failed for good, after all repetitions; of a pipeline, of its first failure. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
}

/**
 * Repeats what failed and may be repeated, within the operation's time, the caller's patience and the client's budget.
 * A call that does not fail goes straight through.
 */
export class RetryingExecutor implements Executor {
  readonly #budget: RetryBudget;

  constructor(
    private readonly inner: Executor,
    private readonly options: ResolvedRetryOptions,
    private readonly limits: RetryLimits,
    private readonly watchers: RetryWatchers = {},
  ) {
    this.#budget = new RetryBudget(options);
  }

  get capabilities(): Capabilities {
    return this.inner.capabilities;
  }

  send(command: Command, options: SendOptions = {}): Promise<Reply> {
    this.#budget.earn();
    const endsAtMs = this.#endOf(options);
    return this.inner
      .send(command, options)
      .catch((error: unknown) => this.#sendAgain(error, command, options, endsAtMs));
  }

  pipeline(steps: Steps, options: SendOptions = {}): Promise<StepResult[]> {
    this.#budget.earn();
    const endsAtMs = this.#endOf(options);
    return this.inner
      .pipeline(steps, options)
      .then((results) =>
        results.every(({ ok }) => ok) ? results : this.#completePipeline(steps, results, options, endsAtMs),
      );
  }

  async #sendAgain(first: unknown, command: Command, options: SendOptions, endsAtMs: number): Promise<Reply> {
    let error = first;
    let doubt: unknown;
    const plan = new RetryPlan(this.options, this.#budget, endsAtMs, this.watchers.observer);
    while (mayRepeat(error, options)) {
      if (!(await plan.mayTryAgain(error, options.signal))) break;
      this.watchers.observer?.retried(failureCode(error));
      if (doubt === undefined && leavesDoubt(error)) doubt = error;
      try {
        return await this.inner.send(command, this.#within(options, endsAtMs));
      } catch (next) {
        error = next;
      }
    }
    const final = finalError(error, doubt, options);
    this.watchers.onFailure?.(final);
    throw final;
  }

  /** However long the first attempt took: none is begun after the operation's time. */
  async #completePipeline(
    steps: Steps,
    firstResults: readonly StepResult[],
    options: SendOptions,
    endsAtMs: number,
  ): Promise<StepResult[]> {
    const results = [...firstResults];
    const plan = new RetryPlan(this.options, this.#budget, endsAtMs, this.watchers.observer);
    while (true) {
      const indexes = stepsToRepeat(steps, results, options);
      const [first] = indexes;
      const failure = first === undefined ? undefined : results[first];
      if (failure === undefined || failure.ok) break;
      try {
        if (!(await plan.mayTryAgain(failure.error, options.signal))) break;
        this.watchers.observer?.retried(failure.error.code);
        const again = await this.inner.pipeline(
          indexes.map((index) => steps[index]!),
          this.#within(options, endsAtMs),
        );
        for (const [position, index] of indexes.entries()) {
          results[index] = laterResult(results[index]!, again[position]!, options);
        }
      } catch (error) {
        // Given up while waiting: what the first attempt reported stands.
        if (options.signal?.aborted) break;
        throw error;
      }
    }
    const failed = results.find((result) => !result.ok);
    if (failed?.ok === false) this.watchers.onFailure?.(failed.error);
    return results;
  }

  #endOf({ timeoutMs = this.limits.operationTimeoutMs }: SendOptions): number {
    return loopTimeMs() + timeoutMs;
  }

  #within(options: SendOptions, endsAtMs: number): SendOptions {
    const leftMs = Math.max(1, endsAtMs - loopTimeMs());
    const timeoutMs =
      options.timeoutMs === undefined ? Math.min(leftMs, this.limits.attemptTimeoutMs) : leftMs;
    return { ...options, timeoutMs };
  }
}
