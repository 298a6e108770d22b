import type { Command, Reply, SendOptions, StepResult } from "../../executor.js";

/** The slice of the executor port that a source reads through: a `VectorClient`'s `executor` is one. */
export interface SourceExecutor {
  send(command: Command, options?: SendOptions): Promise<Reply>;
  pipeline(steps: readonly Command[], options?: SendOptions): Promise<StepResult[]>;
}
