import { Wait } from "../async/index.js";
import type { Command, Reply, SendOptions, StepResult, Steps } from "../executor.js";
import { timedOut } from "./pool-errors.js";
import { runPipeline } from "./run-pipeline.js";
import type { Wire } from "./wire.js";

/** `waitedMs`: for how long the caller waited for a connection. Default 0. */
type Options = SendOptions & { readonly waitedMs?: number };

/** Sends through a wire within time limits. A late reply is dropped. */
export class WireSender {
  constructor(
    private readonly commandTimeoutMs: number,
    /** Called with a wire when a caller has waited for its reply in vain. */
    private readonly onTimeout: (wire: Wire) => void,
  ) {}

  begin(wait: Wait<Reply>, wire: Wire, command: Command, options: Options): void {
    const { signal, waitedMs = 0, timeoutMs = this.commandTimeoutMs } = options;
    // Only a limit of the caller's includes the wait for a connection.
    const leftMs = options.timeoutMs === undefined ? timeoutMs : Math.max(1, timeoutMs - waitedMs);
    wire.bePatient(timeoutMs);
    wait.heed(signal);
    wait.limit(leftMs, () => {
      this.onTimeout(wire);
      wait.reject(timedOut(String(command[0]), timeoutMs));
    });
    try {
      wire.send(options.forServer?.(wire.identity) ?? command, options.binary === true, wait);
    } catch (error) {
      wait.reject(error);
    }
  }

  send(wire: Wire, command: Command, options: SendOptions): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.begin(new Wait<Reply>(resolve, reject), wire, command, options);
    });
  }

  pipeline(wire: Wire, steps: Steps, options: SendOptions): Promise<StepResult[]> {
    const { timeoutMs = this.commandTimeoutMs } = options;
    wire.bePatient(timeoutMs);
    return runPipeline(wire, steps, { ...options, timeoutMs }, () => this.onTimeout(wire));
  }
}
