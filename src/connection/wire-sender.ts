import type { Command, Reply, SendOptions, StepResult, Transaction } from "../executor.js";
import { ReplyWait } from "./reply-wait.js";
import { runPipeline } from "./run-pipeline.js";
import type { Wire } from "./wire.js";

interface Call {
  readonly command: Command;
  readonly options: SendOptions;
  /** For how long the caller waited for a connection. */
  readonly waitedMs: number;
}

/** Sends through one connection of a pool, within the pool's time limits. */
export class WireSender {
  constructor(
    private readonly commandTimeoutMs: number,
    /** Called with a connection on which somebody waited in vain. */
    private readonly onTimeout: (wire: Wire) => void,
  ) {}

  begin(wait: ReplyWait, wire: Wire, { command, options, waitedMs }: Call): void {
    const { binary, signal, timeoutMs = this.commandTimeoutMs, forServer } = options;
    // Only a limit of the caller's includes the wait for a connection.
    const leftMs = options.timeoutMs === undefined ? timeoutMs : timeoutMs - waitedMs;
    wire.bePatient(timeoutMs);
    try {
      const fitting = forServer?.(wire.identity) ?? command;
      wait.begin(wire, fitting, { binary, signal, timeoutMs, leftMs }, () => this.onTimeout(wire));
    } catch (error) {
      wait.failed(error);
    }
  }

  send(wire: Wire, command: Command, options: SendOptions): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.begin(new ReplyWait(resolve, reject), wire, { command, options, waitedMs: 0 });
    });
  }

  pipeline(
    wire: Wire,
    steps: readonly (Command | Transaction)[],
    options: SendOptions,
  ): Promise<StepResult[]> {
    const { timeoutMs = this.commandTimeoutMs } = options;
    wire.bePatient(timeoutMs);
    return runPipeline(wire, steps, { ...options, timeoutMs }, () => this.onTimeout(wire));
  }
}
