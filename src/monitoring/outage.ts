import { failureCode, messageOf } from "../errors/index.js";
import type { EventHub } from "./event-hub.js";
import type { FailedCalls } from "./failed-calls.js";

/** What keeps calls from a server: there is no connection and none can be opened, or its circuit breaker is open. */
export type OutageCause = "connection" | "breaker";

/** Tells when a server goes away and when it is back: once each, however many things go wrong meanwhile. */
export class Outage {
  readonly #causes = new Set<OutageCause>();
  #sinceMs = 0;
  #failedBefore = 0;

  constructor(
    /** `host:port`. */
    private readonly server: string,
    private readonly events: Pick<EventHub, "emit">,
    private readonly failedCalls: FailedCalls,
    /** Told of the beginning. */
    private readonly onBegin: () => void,
  ) {}

  /**
   * @param error - Why calls fail.
   * @param sinceMs - `performance.now()` since when they do; by now that may be a while ago.
   */
  begin(cause: OutageCause, error: unknown, sinceMs: number): void {
    const hasBegun = this.#causes.size > 0;
    this.#causes.add(cause);
    if (hasBegun) return;
    this.#sinceMs = sinceMs;
    this.#failedBefore = this.failedCalls.totalAt(sinceMs);
    this.onBegin();
    this.events.emit({
      type: "server-down",
      server: this.server,
      code: failureCode(error),
      message: messageOf(error),
    });
  }

  end(cause: OutageCause): void {
    if (this.#causes.delete(cause) && this.#causes.size === 0) this.#tellEnd();
  }

  /** The server is not used any more: another one has taken its place. */
  close(): void {
    if (this.#causes.size === 0) return;
    this.#causes.clear();
    this.#tellEnd();
  }

  #tellEnd(): void {
    const downMs = Math.round(performance.now() - this.#sinceMs);
    const failedCalls = this.failedCalls.total - this.#failedBefore;
    this.events.emit({ type: "server-up", server: this.server, downMs, failedCalls });
  }
}
