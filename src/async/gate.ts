import { OctavecError } from "../errors/index.js";
import { loopTimeMs } from "./loop-time.js";

/** The longest wait in line while the server answers. For a call with a longer time limit, that limit is its longest wait. */
const LONGEST_WAIT_MS = 1_000;

interface Waiting {
  readonly sinceMs: number;
  readonly patienceMs: number;
  readonly enter: () => void;
  readonly giveUp: (reason: OctavecError) => void;
}

/**
 * Lets a limited number of calls run at once. The others wait in line, in their order. Without the gate, hundreds of calls that
 * come together would wait for each other's replies until their time limits end, although the server is well.
 *
 * While the server answers, a call may wait in line for up to a second. If no call was answered for the length of a waiting call's
 * time limit, the server counts as silent, and that call may wait in line no longer than its time limit.
 */
export class Gate {
  readonly #width: number;
  readonly #line = new Set<Waiting>();
  #inside = 0;
  /** `loopTimeMs()` at which a call ended last that had not run out of its time. */
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
      // The calls behind this one came later, so they have waited less.
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
