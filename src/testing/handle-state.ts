import { OctavecError } from "../errors/index.js";

/** What every controllable handle keeps track of: one operation at a time, and none after `stop()`. */
export class HandleState {
  #lastTurn: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  /** One operation after the other: a `stop()` during `restart()` must find the new process, not the old one. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  /** True the first time: the caller has to do the work. */
  markStopped(): boolean {
    const isFirst = !this.#isStopped;
    this.#isStopped = true;
    return isFirst;
  }

  refuseWhenStopped(call: string): void {
    if (!this.#isStopped) return;
    throw new OctavecError(
      "UNSUPPORTED_OPERATION",
      `${call} needs a server that was not stopped; start a new one`,
    );
  }

  refuseWhenDown(call: string, isRunning: boolean): void {
    this.refuseWhenStopped(call);
    if (isRunning) return;
    throw new OctavecError("UNSUPPORTED_OPERATION", `${call} needs a running server; call restart() first`);
  }
}
