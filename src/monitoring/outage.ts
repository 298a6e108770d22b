import { failureCode, messageOf } from "../errors/index.js";
import type { EventHub } from "./event-hub.js";
import type { FailedCalls } from "./failed-calls.js";

/** Why calls do not reach a server: no connection can be opened, or its circuit breaker is open. */
export type OutageCause = "connection" | "breaker";

/** Sends one event when a server goes away and one when it is back, even if it has both causes meanwhile. */
export class Outage {
  readonly #causes = new Set<OutageCause>();
  #sinceMs = 0;
  #failedBefore = 0;

  constructor(
    /** `host:port`. */
    private readonly server: string,
    private readonly events: Pick<EventHub, "emit">,
    private readonly failedCalls: FailedCalls,
    /** Called when the outage begins. */
    private readonly onBegin: () => void,
  ) {}

  /**
   * @param error - Why calls fail.
   * @param sinceMs - `performance.now()` at which calls began to fail, which may be some time ago.
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

  /** Called when another server has taken the place of this one. */
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
