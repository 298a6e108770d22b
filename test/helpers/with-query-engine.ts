import { OctavecError } from "../../src/errors/index.js";
import type { Command, Reply, SendOptions, StepResult } from "../../src/executor.js";

/** The slice of the port that a source reads through. */
interface Port {
  send(command: Command, options?: SendOptions): Promise<Reply>;
  pipeline(steps: readonly Command[], options?: SendOptions): Promise<StepResult[]>;
}

/**
 * A server with a Query Engine that it has not: commands for which `answer` gives a reply never reach the real one. An
 * error is the reply of a server that refuses. Keeps the commands that were asked for.
 */
export function withQueryEngine(
  port: Port,
  answer: (command: readonly string[]) => Reply | OctavecError | undefined,
): Port & { readonly asked: string[][] } {
  const asked: string[][] = [];
  const step = async (command: Command, options?: SendOptions): Promise<StepResult> => {
    const words = command.map(String);
    asked.push(words);
    const scripted = answer(words);
    if (scripted instanceof OctavecError) return { ok: false, error: scripted, sent: true };
    if (scripted !== undefined) return { ok: true, value: scripted };
    const [result] = await port.pipeline([command], options);
    return result ?? { ok: false, error: new OctavecError("UNEXPECTED_REPLY", "none"), sent: true };
  };
  return {
    asked,
    async send(command, options) {
      const result = await step(command, options);
      if (result.ok) return result.value;
      throw result.error;
    },
    async pipeline(steps, options) {
      const results: StepResult[] = [];
      for (const command of steps) results.push(await step(command, options));
      return results;
    },
  };
}
