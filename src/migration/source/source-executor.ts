import type { Command, Reply, SendOptions, StepResult } from "../../executor.js";

/** The part of an executor that a source needs. The `executor` of a `VectorClient` has it. */
export interface SourceExecutor {
  send(command: Command, options?: SendOptions): Promise<Reply>;
  pipeline(steps: readonly Command[], options?: SendOptions): Promise<StepResult[]>;
}
