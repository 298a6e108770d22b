import type { OctavecError } from "../errors/index.js";
import type { Reply, StepResult } from "../executor.js";

/** Gets what became of a command: one of the two is called, once. */
export interface ReplyReceiver {
  resolve(reply: Reply): void;
  reject(error: OctavecError): void;
}

export type StepListener = (index: number, result: StepResult) => void;

/** Turns what becomes of one step of a pipeline into its result. */
export class StepReceiver implements ReplyReceiver {
  constructor(
    private readonly index: number,
    private readonly onStep: StepListener,
  ) {}

  resolve(value: Reply): void {
    this.onStep(this.index, { ok: true, value });
  }

  reject(error: OctavecError): void {
    // The client library does not tell whether the bytes left: assume they did.
    this.onStep(this.index, { ok: false, error, sent: true });
  }
}
