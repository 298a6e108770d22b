import { Mutex } from "./mutex.js";

export interface TickerOptions {
  /** Milliseconds until the next run after one that failed. */
  readonly retryMs: number;
  /** Told what a run threw. */
  readonly onFailure: (error: unknown) => void;
  /** Whether delays between runs count from the start of a run. Default false: from its end. */
  readonly fromStart?: boolean;
}

/**
 * Runs a job again and again, one run at a time. The job gives the milliseconds until its next run; undefined: there is none
 * until `schedule` asks for it. The timer does not keep the process alive.
 */
export class Ticker {
  readonly #job: () => Promise<number | undefined>;
  readonly #options: TickerOptions;
  readonly #mutex = new Mutex();
  #runs = 0;
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = 0;
  #isStopped = false;

  constructor(job: () => Promise<number | undefined>, options: TickerOptions) {
    this.#job = job;
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#runs > 0;
  }

  /** Whether there will be another run without `schedule`. */
  get isActive(): boolean {
    return this.isRunning || this.#timer !== undefined;
  }

  /** Runs the job in `delayMs`, unless a run is due earlier. */
  schedule(delayMs: number): void {
    if (this.#isStopped) return;
    const dueAtMs = performance.now() + delayMs;
    if (this.#timer !== undefined && this.#dueAtMs <= dueAtMs) return;
    clearTimeout(this.#timer);
    this.#dueAtMs = dueAtMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.run();
    }, delayMs);
    this.#timer.unref();
  }

  /** Runs the job, or another work in its place, as soon as the run under way has ended; also after `stop()`. Never rejects. */
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

  /** Ends the schedule. Resolves when the run under way has ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#mutex.run(async () => {});
  }
}
