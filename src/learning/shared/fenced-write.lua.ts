import type { Command, Executor, StepResult } from "../../executor.js";
import { Script } from "../../script.js";

/** Field of the hash `model` that a reset, an import and the erasing of the tenant change. It is absent before the first one. */
export const EPOCH_FIELD = "epoch";
export const FIRST_EPOCH = "0";

/**
 * Runs commands, unless another epoch has begun: news of an instance that does not know of the reset must not come back after it.
 *
 * KEYS[1] the hash `model`. ARGV: 1 the epoch that the instance knows, then for each command its number of words and the words.
 *
 * Reply: 1, or 0 if nothing was written.
 */
const fencedWrite = new Script(
  `
local epoch = redis.call('HGET', KEYS[1], '${EPOCH_FIELD}') or '${FIRST_EPOCH}'
if epoch ~= ARGV[1] then return 0 end
local at = 2
while at <= #ARGV do
  local last = at + ARGV[at]
  redis.call(unpack(ARGV, at + 1, last))
  at = last + 1
end
return 1
`,
  { readOnly: false },
);

export interface Fence {
  readonly executor: Executor;
  /** Full name of the hash `model`. */
  readonly modelKey: string;
  readonly epoch: string;
}

export interface FencedWriteOptions {
  /** Whether the commands may run twice, so that they are retried after a lost reply. Default false. */
  readonly idempotent?: boolean;
  readonly timeoutMs: number;
}

/**
 * Runs the commands in order, and none of another caller between them. If a command fails, those after it do not run. They use keys with the
 * hash tag of `modelKey`. Never rejects.
 */
export async function writeFenced(
  { executor, modelKey, epoch }: Fence,
  commands: readonly Command[],
  options: FencedWriteOptions,
): Promise<StepResult> {
  const args = [epoch, ...commands.flatMap((command) => [String(command.length), ...command])];
  const [result] = await fencedWrite.runEach(executor, [{ keys: [modelKey], args }], options);
  return result!;
}

/** Whether the commands may be sent again, because the server did not get them. */
export function isUnsent(result: StepResult): boolean {
  return !result.ok && !result.sent;
}
