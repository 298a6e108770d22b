import { backoffMs } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { BreakerState, BreakerTransition } from "../monitoring/index.js";
import type { ResolvedBreakerOptions } from "../options/index.js";
import { isAnswer, saysNodeIsSick } from "./classify-failure.js";
import { type CallOutcome, FailureWindow } from "./failure-window.js";

export interface BreakerFigures {
  readonly state: BreakerState;
  /** Share of failures among the calls of the last window, 0 to 1. */
  readonly failureRate: number;
  /** Milliseconds until the node is probed; only while `open`. */
  readonly nextAttemptInMs?: number;
}

export interface BreakerHooks {
  /** One cheap question to the node, with a time limit of its own. */
  readonly probe: () => Promise<unknown>;
  /** Called after every change of state. */
  readonly onTransition?: ((transition: BreakerTransition) => void) | undefined;
}

/**
 * Keeps calls away from a node that fails them: closed → open when the failure rate of the window is reached and there
 * were enough calls → half-open while one probe asks the node → closed, or open again for longer. The probe is the
 * breaker's own PING, so no caller's work is the guinea pig and no traffic is needed to recover.
 *
 * It stands here and not as a package because cockatiel 3, the last for Node 20, lets callers wait without their own
 * deadline for a caller's call as probe, and counts a window that only moves with traffic.
 */
export class CircuitBreaker {
  readonly #window: FailureWindow;
  #state: BreakerState = "closed";
  #nextAttemptAtMs = 0;
  #failedProbes = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Hands that hold the node isolated. */
  readonly #holds = new Set<symbol>();
  #isClosedForGood = false;
  #epoch = 0;
  #isAsking = false;
  #trouble: { readonly sinceMs: number; readonly error: unknown } | undefined;

  constructor(
    /** `host:port`. */
    readonly label: string,
    private readonly options: ResolvedBreakerOptions,
    private readonly hooks: BreakerHooks,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#window = new FailureWindow(options.windowMs, nowMs);
  }

  get figures(): BreakerFigures {
    const { failureRate } = this.#window;
    const state = this.#state;
    if (state !== "open") return { state, failureRate };
    return { state, failureRate, nextAttemptInMs: Math.max(0, this.#nextAttemptAtMs - this.nowMs()) };
  }

  /** The error for a call that must not go to the node now; undefined when it may. */
  refusal(): OctavecError | undefined {
    if (this.#state === "closed") return undefined;
    if (this.#state === "isolated") return refused(this.label, "was isolated by hand", {});
    // The timer may be late in a busy process.
    if (this.#state === "open" && this.nowMs() >= this.#nextAttemptAtMs) void this.#probe();
    const nextAttemptInMs = Math.ceil(Math.max(1, this.#nextAttemptAtMs - this.nowMs()));
    return refused(this.label, "failed too many calls", { nextAttemptInMs });
  }

  /** Changes with every change of state: tells calls that began before from those that began after. */
  get epoch(): number {
    return this.#epoch;
  }

  /** The first failure since the last call that was answered: since when (on the clock `nowMs`), and why. */
  get trouble(): { readonly sinceMs: number; readonly error: unknown } | undefined {
    return this.#trouble;
  }

  /**
   * What became of a call. Must be cheap, because it is told of every call.
   *
   * Failures open the breaker. Doubtful calls alone do not: when there are as many as would open it, one PING decides
   * whether they count as failures.
   *
   * @param epoch - The `epoch` when the call began: what began before the last change of state says nothing of now.
   * @param error - Why the call was not answered.
   */
  report(outcome: CallOutcome, epoch = this.#epoch, error?: unknown): void {
    if (this.#state !== "closed" || epoch !== this.#epoch) return;
    this.#window.add(outcome);
    if (outcome === "answered") {
      this.#trouble = undefined;
      return;
    }
    this.#trouble ??= { sinceMs: this.nowMs(), error };
    const { answered, failed, doubtful } = this.#window.sums;
    if (this.#isTooMuch(failed, answered + failed)) this.#open();
    else if (this.#isTooMuch(failed + doubtful, answered + failed + doubtful)) void this.#settleDoubts();
  }

  #isTooMuch(failures: number, calls: number): boolean {
    return calls >= this.options.minimumCalls && failures >= calls * this.options.failureRate;
  }

  /** Never rejects. */
  async #settleDoubts(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const epoch = this.#epoch;
    const isWell = await this.#ask();
    this.#isAsking = false;
    if (epoch !== this.#epoch || this.#isClosedForGood) return;
    this.#window.settleDoubts(!isWell);
    if (!isWell) this.#open();
  }

  /** Whether the server answers a PING. Never rejects. */
  #ask(): Promise<boolean> {
    return this.hooks.probe().then(
      () => true,
      // A user that may not send PING is answered all the same.
      (error: unknown) => isAnswer(error) && !saysNodeIsSick(error),
    );
  }

  /**
   * Lets no call through until the returned function is called; several hands may hold at the same time. Afterwards the
   * node is taken to be well until calls say otherwise.
   */
  isolate(): () => void {
    const hold = Symbol("hold");
    this.#holds.add(hold);
    clearTimeout(this.#timer);
    this.#become("isolated");
    return () => {
      if (!this.#holds.delete(hold) || this.#holds.size > 0) return;
      this.#close();
    };
  }

  /** The node answered somebody who asked it around the breaker: as good as a probe of its own. */
  answered(): void {
    if (this.#state !== "open" && this.#state !== "half-open") return;
    clearTimeout(this.#timer);
    this.#close();
  }

  /** Ends the probing. */
  close(): void {
    this.#isClosedForGood = true;
    clearTimeout(this.#timer);
  }

  #open(): void {
    const { firstProbeMs, maxProbeMs } = this.options;
    const delayMs = backoffMs(this.#failedProbes + 1, { baseDelayMs: firstProbeMs, maxDelayMs: maxProbeMs });
    this.#nextAttemptAtMs = this.nowMs() + delayMs;
    if (!this.#isClosedForGood) this.#timer = setTimeout(() => void this.#probe(), delayMs).unref();
    this.#become("open");
  }

  /** Never rejects. */
  async #probe(): Promise<void> {
    if (this.#state !== "open" || this.#isClosedForGood) return;
    clearTimeout(this.#timer);
    this.#become("half-open");
    // Whoever is refused meanwhile is told when another look is worth while.
    this.#nextAttemptAtMs = this.nowMs() + this.options.firstProbeMs;
    const isWell = await this.#ask();
    // Somebody may have isolated the node meanwhile.
    if (this.figures.state !== "half-open") return;
    if (isWell) {
      this.#close();
    } else {
      this.#failedProbes++;
      this.#open();
    }
  }

  #close(): void {
    this.#failedProbes = 0;
    this.#trouble = undefined;
    this.#window.clear();
    this.#become("closed");
  }

  #become(to: BreakerState): void {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#epoch++;
    this.hooks.onTransition?.({ server: this.label, from, to });
  }
}

function refused(label: string, why: string, details: { nextAttemptInMs?: number }): OctavecError {
  const next =
    details.nextAttemptInMs === undefined ? "" : ` It is asked again in ${details.nextAttemptInMs} ms.`;
  return new OctavecError("CIRCUIT_OPEN", `${label} ${why}, so nothing was sent.${next}`, {
    details: { server: label, ...details },
  });
}
