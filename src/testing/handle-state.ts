import { Mutex } from "../async/index.js";
import { isOctavecError, messageOf, OctavecError } from "../errors/index.js";

/** What every controllable handle keeps track of: one operation at a time, and none after `stop()`. */
export class HandleState {
  readonly #mutex = new Mutex();
  #isStopped = false;

  /**
   * Does the work when everything asked for before is done: a `stop()` during `restart()` must find the new process, not
   * the old one. `call` is what the caller wrote, for the errors: `"restart()"`.
   */
  perform<T>(call: string, work: () => Promise<T>): Promise<T> {
    return this.#perform(call, () => {
      if (!this.#isStopped) return work();
      throw new OctavecError(
        "UNSUPPORTED_OPERATION",
        `${call} needs a server that was not stopped; start a new one`,
      );
    });
  }

  /** As `perform`, for the last operation: later calls do nothing. */
  stop(work: () => Promise<void>): Promise<void> {
    return this.#perform("stop()", async () => {
      if (this.#isStopped) return;
      this.#isStopped = true;
      await work();
    });
  }

  #perform<T>(call: string, work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(work).catch((cause: unknown) => {
      if (isOctavecError(cause)) throw cause;
      throw new OctavecError("REDIS_UNAVAILABLE", `${call} failed: ${messageOf(cause)}`, { cause });
    });
  }
}

export function refuseWhenDown(call: string, isRunning: boolean): void {
  if (isRunning) return;
  throw new OctavecError("UNSUPPORTED_OPERATION", `${call} needs a running server; call restart() first`);
}
