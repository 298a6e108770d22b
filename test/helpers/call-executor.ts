import type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "../../src/executor.js";

type Steps = readonly (Command | Transaction)[];

/** An executor whose answers a test writes per call, not per step; it keeps what it was asked, pipelines whole. */
export class CallExecutor implements Executor {
  readonly capabilities: Capabilities = {
    version: "8.2.3",
    withAttributes: true,
    range: false,
    safeThreads: false,
    exactEpsilon: true,
  };
  readonly asked: (Command | Steps)[] = [];

  constructor(
    private readonly script: {
      send?: (command: Command, options?: SendOptions) => Promise<Reply>;
      pipeline?: (steps: Steps, options?: SendOptions) => Promise<StepResult[]>;
    },
  ) {}

  send(command: Command, options?: SendOptions): Promise<Reply> {
    this.asked.push(command);
    return this.script.send?.(command, options) ?? Promise.resolve("OK");
  }

  sendWatched(command: Command, options: SendOptions, onSettled: (error?: unknown) => void): Promise<Reply> {
    const reply = this.send(command, options);
    reply.then(() => onSettled(), onSettled);
    return reply;
  }

  pipeline(steps: Steps, options?: SendOptions): Promise<StepResult[]> {
    this.asked.push(steps);
    return (
      this.script.pipeline?.(steps, options) ??
      Promise.resolve(steps.map(() => ({ ok: true as const, value: "OK" })))
    );
  }
}
