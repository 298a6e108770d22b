import { outsideTraces } from "../telemetry/index.js";
import { Mutex } from "./mutex.js";

export interface TickerOptions {
  /** Milliseconds from a failed run to the next one. */
  readonly retryMs: number;
  /** Called with what a run threw. */
  readonly onFailure: (error: unknown) => void;
  /** Whether the delay to the next run counts from the start of a run. Default false: it counts from the end. */
  readonly fromStart?: boolean;
}

/**
 * Runs a job again and again, one run at a time. The job returns the milliseconds until its next run, or undefined to wait
 * for a call of `schedule`. The timer does not keep the process alive.
 */
export class Ticker {
  readonly #job: () => Promise<number | undefined>;
  readonly #options: TickerOptions;
  readonly #mutex = new Mutex();
  #runs = 0;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = 0;
  #delayMs = 0;
  #isStopped = false;

  constructor(job: () => Promise<number | undefined>, options: TickerOptions) {
    this.#job = job;
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#runs > 0;
  }

  /** Whether a run is going on or scheduled. */
  get isActive(): boolean {
    return this.isRunning || this.#timer !== undefined;
  }

  /** Schedules a run in `delayMs`, unless an earlier one is scheduled. */
  schedule(delayMs: number): void {
    if (this.#isStopped) return;
    // Most calls end here, without a look at the clock.
    if (this.#timer !== undefined && this.#delayMs <= delayMs) return;
    const dueAtMs = performance.now() + delayMs;
    if (this.#timer !== undefined && this.#dueAtMs <= dueAtMs) return;
    clearTimeout(this.#timer);
    this.#dueAtMs = dueAtMs;
    this.#delayMs = delayMs;
    this.#timer = outsideTraces(() => setTimeout(() => this.#runWhenDue(), delayMs));
    this.#timer.unref();
  }

  #runWhenDue(): void {
    this.#timer = undefined;
    void this.run();
  }

  /** Runs the job, or `work` in its place, as soon as the current run has ended. Works after `stop()` too. Never rejects. */
  run(work: () => Promise<number | undefined> = this.#job): Promise<void> {
    this.#runs++;
    return this.#mutex.run(async () => {
      const { retryMs, onFailure, fromStart = false } = this.#options;
      const startedAtMs = performance.now();
      let delayMs: number | undefined = retryMs;
      try {
        delayMs = await work();
      } catch (error) {
        onFailure(error);
      }
      this.#runs--;
      if (delayMs === undefined) return;
      this.schedule(fromStart ? Math.max(0, delayMs - (performance.now() - startedAtMs)) : delayMs);
    });
  }

  /** Schedules no more runs. Resolves when the current run has ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#mutex.run(async () => {});
  }
}
