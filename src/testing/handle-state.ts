import { Mutex } from "../async/index.js";
import { isOctavecError, messageOf, OctavecError } from "../errors/index.js";

/** Runs the operations of a handle one at a time, and none after `stop()`. */
export class HandleState {
  readonly #mutex = new Mutex();
  #isStopped = false;

  /**
   * Runs an operation after all earlier ones have ended. For example, a `stop()` during `restart()` must find the new process.
   *
   * @param call - Name of the operation for error messages, for example `"restart()"`.
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

  /** Like `perform`, for the last operation. Later calls of `stop` do nothing. */
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
