import { OctavecError } from "../errors/index.js";
import { loopTimeMs } from "./loop-time.js";

/** Whoever has waited so long leaves the line even if it moves. Longer time limits of a call are its longest wait instead. */
const LONGEST_WAIT_MS = 1_000;

interface Waiting {
  readonly sinceMs: number;
  readonly patienceMs: number;
  readonly enter: () => void;
  readonly giveUp: (reason: OctavecError) => void;
}

/**
 * Lets a number of calls run at once, and the others in their order after them. So hundreds of calls that come together do
 * not take each other's replies for those of a slow server: each is under way only when few are ahead of it. The line moves as
 * long as the server answers. If a call inside runs out of its time, and none was answered for as long, those leave the line that
 * have waited as long as they would have waited for a reply.
 */
export class Gate {
  readonly #width: number;
  readonly #line = new Set<Waiting>();
  #inside = 0;
  /** `loopTimeMs()` at which a call inside ended otherwise than by running out of its time. */
  #answeredAtMs = Number.NEGATIVE_INFINITY;

  /** @param width - Calls that run at once, 1 or more. */
  constructor(width: number) {
    this.#width = width;
  }

  /**
   * Undefined if the call may begin at once; otherwise a promise of its turn. Each turn ends with one call of `leave`.
   *
   * @param patienceMs - How long the call would wait for a reply.
   * @throws OctavecError `TIMEOUT`, as a rejection, if the turn did not come.
   */
  enter(patienceMs: number): Promise<void> | undefined {
    if (this.#inside < this.#width) {
      this.#inside++;
      return undefined;
    }
    return new Promise((enter, giveUp) => {
      this.#line.add({ sinceMs: loopTimeMs(), patienceMs, enter, giveUp });
    });
  }

  /** @param ranOutOfTime - Whether the call got no reply within its time. */
  leave(ranOutOfTime: boolean): void {
    const nowMs = loopTimeMs();
    if (!ranOutOfTime) this.#answeredAtMs = nowMs;
    for (const waiting of this.#line) {
      const isSilent = nowMs - this.#answeredAtMs >= waiting.patienceMs;
      const longestMs = isSilent ? waiting.patienceMs : Math.max(LONGEST_WAIT_MS, waiting.patienceMs);
      const waitedMs = nowMs - waiting.sinceMs;
      // Those behind have not waited longer.
      if (waitedMs < longestMs) break;
      this.#line.delete(waiting);
      waiting.giveUp(turnDidNotCome(waitedMs));
    }
    const [next] = this.#line;
    if (next === undefined) {
      this.#inside--;
      return;
    }
    this.#line.delete(next);
    next.enter();
  }
}

function turnDidNotCome(waitedMs: number): OctavecError {
  return new OctavecError(
    "TIMEOUT",
    `This call has waited ${Math.round(waitedMs)} ms behind others of the cache that wait for Redis. ` +
      "Look at the server's latency, or lower the number of calls at once.",
  );
}
