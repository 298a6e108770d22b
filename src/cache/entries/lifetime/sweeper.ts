import { Ticker } from "../../../async/index.js";
import { STEP_SIZE, type TakeStep } from "./sweep-step.js";

export interface SweeperSettings {
  readonly intervalMs: number;
  /** Entries that one round removes at most. */
  readonly batchSize: number;
  /** Names this instance in the election. */
  readonly token: string;
  /** Called when this instance was elected, and when it is elected no more. */
  readonly onElection: (isElected: boolean) => void;
  /** Called with the error of a step that failed. */
  readonly onFailure: (error: unknown) => void;
}

/** An elected instance that is silent for this many intervals is replaced. */
const LEASE_INTERVALS = 3;
const MIN_LEASE_MS = 300;
/** Pause between rounds while there is a backlog, so that sweeping takes at most half of the server's time. */
const BACKLOG_MS = 50;
/** Least time between two steps that look-ups ask for. */
const HINT_MS = 250;

/**
 * Sweeps one tenant in rounds. One of all instances is elected, by the step itself. The elected instance renews its election
 * with each step; when it dies or falls silent, the next instance that asks takes over. The others ask again when the
 * election runs out.
 *
 * A round removes up to `batchSize` entries in small steps, so that look-ups run in between. A failed step is tried again in
 * the next round.
 */
export class Sweeper {
  readonly #takeStep: TakeStep;
  readonly #settings: SweeperSettings;
  readonly #leaseMs: number;
  readonly #ticker: Ticker;
  #hintedAtMs = Number.NEGATIVE_INFINITY;
  #isElected = false;
  #isStopped = false;

  constructor(takeStep: TakeStep, settings: SweeperSettings) {
    this.#takeStep = takeStep;
    this.#settings = settings;
    this.#leaseMs = Math.max(MIN_LEASE_MS, LEASE_INTERVALS * settings.intervalMs);
    const { intervalMs: retryMs, onFailure } = settings;
    this.#ticker = new Ticker(() => this.#sweep(), { retryMs, onFailure });
  }

  /** The first round comes after half to one interval, at random, so that instances that start together do not ask together. */
  start(): void {
    this.#ticker.schedule(this.#settings.intervalMs * (0.5 + Math.random() / 2));
  }

  /** A look-up met many expired entries: takes one step at once, elected or not. */
  hint(nowMs: number = performance.now()): void {
    if (this.#isStopped || this.#ticker.isRunning || nowMs - this.#hintedAtMs < HINT_MS) return;
    this.#hintedAtMs = nowMs;
    void this.#ticker.run(async () => {
      await this.#takeStep({ most: STEP_SIZE });
      // The next round stays when it was due.
      return undefined;
    });
  }

  /** Waits for the step under way and gives the election up. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ticker.stop();
    if (!this.#isElected) return;
    this.#settings.onElection(false);
    await this.#takeStep({ most: 0, election: { token: this.#settings.token, leaseMs: 0 } });
  }

  /** One round. Gives the milliseconds until the next. */
  async #sweep(): Promise<number> {
    const { intervalMs, batchSize, token } = this.#settings;
    for (let left = batchSize; ; ) {
      const step = await this.#takeStep({
        most: Math.min(left, STEP_SIZE),
        election: { token, leaseMs: this.#leaseMs },
      });
      if (this.#isElected === step.isHeld) this.#settings.onElection(!step.isHeld);
      this.#isElected = !step.isHeld;
      if (step.isHeld) return (step.waitMs ?? this.#leaseMs) + 1;
      left -= STEP_SIZE;
      // Nothing expires soon: then only the election must be renewed.
      if (!step.hasMore)
        return Math.max(intervalMs, Math.min(step.waitMs ?? Number.POSITIVE_INFINITY, this.#leaseMs / 2));
      if (this.#isStopped) return intervalMs;
      if (left <= 0) return Math.min(intervalMs, BACKLOG_MS);
    }
  }
}
