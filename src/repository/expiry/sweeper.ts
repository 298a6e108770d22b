import { Ticker } from "../../async/index.js";
import { isOctavecError } from "../../errors/index.js";
import { forbidsScripts } from "../../script.js";
import { type SweptCollection, sweepStep } from "./sweep-step.js";

/** Least pause between two rounds, and of a round that is not due yet. */
const MIN_PAUSE_MS = 1_000;
/** The elected instance renews its election at least this often, and a failed round is repeated after this time. */
const MAX_PAUSE_MS = 10_000;
/** An elected instance that is silent for this long is replaced. */
const LEASE_MS = 30_000;
/** Steps of one round, and the pause after it while there is a backlog, so that others get their turn. */
const MAX_STEPS = 25;
const BACKLOG_PAUSE_MS = 50;
const STEP_TIMEOUT_MS = 5_000;

/** Removes expired elements of one collection in the background. One of all instances is elected, by the step itself. */
export class Sweeper {
  readonly #collection: SweptCollection;
  readonly #token: string;
  readonly #ticker: Ticker;
  #isRefused = false;
  #isStopped = false;

  /**
   * @param token - Names this instance in the election.
   * @param onFailure - Called with what a round failed with.
   */
  constructor(collection: SweptCollection, token: string, onFailure: (error: unknown) => void) {
    this.#collection = collection;
    this.#token = token;
    this.#ticker = new Ticker(() => this.#round(), {
      retryMs: MAX_PAUSE_MS,
      onFailure: (error) => {
        if (!this.#isStopped) onFailure(error);
      },
    });
  }

  /** An element expires in so many milliseconds. */
  expect(dueInMs: number): void {
    if (!this.#isRefused) this.#ticker.schedule(pauseOf(dueInMs));
  }

  /** Schedules no more rounds. Resolves when the step under way has ended. */
  stop(): Promise<void> {
    this.#isStopped = true;
    return this.#ticker.stop();
  }

  /** @returns milliseconds until the next round, or undefined if there is nothing to wait for. */
  async #round(): Promise<number | undefined> {
    if (this.#isRefused) return undefined;
    const election = { token: this.#token, leaseMs: LEASE_MS };
    for (let steps = 0; steps < MAX_STEPS && !this.#isStopped; steps++) {
      const { state, hasMore, waitMs } = await sweepStep(this.#collection, election, {
        timeoutMs: STEP_TIMEOUT_MS,
      }).catch((error: unknown) => {
        // It would be refused again and again. Another instance, whose user has the rights, sweeps.
        this.#isRefused = forbidsScripts(error) || isOctavecError(error, "NOT_AUTHORIZED");
        throw error;
      });
      if (state === "unused") return undefined;
      // Not all at the same moment.
      if (state === "held") return (waitMs ?? LEASE_MS) + Math.random() * MIN_PAUSE_MS;
      if (!hasMore) return pauseOf(waitMs);
    }
    return BACKLOG_PAUSE_MS;
  }
}

function pauseOf(waitMs = MAX_PAUSE_MS): number {
  return Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, waitMs));
}
