import { OctavecError } from "../../src/errors/index.js";
import type {
  Capabilities,
  Command,
  Executor,
  Reply,
  SendOptions,
  StepResult,
  Transaction,
} from "../../src/executor.js";
import { parseWriteCall } from "../../src/repository/index.js";

/** Answers one step: a reply, or an error that the step fails with. */
export type Script = (
  step: Command | Transaction,
  options: SendOptions,
) => Reply | OctavecError | Promise<Reply | OctavecError>;

/**
 * An executor without a server: keeps what was sent and answers by the script. It keeps to the port's rule for aborts:
 * rejects with the signal's reason when it was aborted before, and fails the step with `ABORTED` when it is during.
 */
export class ScriptedExecutor implements Executor {
  readonly sent: (Command | Transaction)[] = [];
  readonly pipelines: (readonly (Command | Transaction)[])[] = [];
  readonly optionsSeen: SendOptions[] = [];
  capabilities: Capabilities = {
    version: "8.2.9",
    withAttributes: true,
    range: false,
    safeThreads: true,
    exactEpsilon: true,
  };

  constructor(private readonly script: Script = () => null) {}

  /** Names of the commands sent, in order; of a transaction those inside, joined by `+`. */
  get names(): string[] {
    return this.sent.map((step) =>
      "transaction" in step ? step.transaction.map(([name]) => String(name)).join("+") : String(step[0]),
    );
  }

  async send(command: Command, options: SendOptions = {}): Promise<Reply> {
    const [result] = await this.pipeline([command], options);
    if (result?.ok) return result.value;
    throw options.signal?.aborted ? options.signal.reason : result?.error;
  }

  async pipeline(
    steps: readonly (Command | Transaction)[],
    options: SendOptions = {},
  ): Promise<StepResult[]> {
    options.signal?.throwIfAborted();
    this.pipelines.push(steps);
    this.sent.push(...steps);
    this.optionsSeen.push(options);
    return Promise.all(steps.map((step) => this.#answer(step, options)));
  }

  async #answer(step: Command | Transaction, options: SendOptions): Promise<StepResult> {
    const value = await Promise.race([this.script(step, options), aborted(options.signal)]);
    return value instanceof OctavecError ? { ok: false, error: value, sent: true } : { ok: true, value };
  }
}

function aborted(signal: AbortSignal | undefined): Promise<OctavecError> {
  return new Promise((resolve) => {
    signal?.addEventListener("abort", () =>
      resolve(new OctavecError("ABORTED", "The signal was aborted.", { cause: signal.reason })),
    );
  });
}

/** The answers of a server on which nothing exists yet and every write is new. */
export function emptyServer(step: Command | Transaction): Reply {
  if ("transaction" in step) return step.transaction.map(emptyServer);
  switch (step[0]) {
    case "HGETALL":
    case "SMEMBERS":
    case "VSIM":
    case "EVALSHA_RO":
    case "VRANDMEMBER":
      return [];
    case "HSETNX":
      return true;
    case "EVALSHA":
    case "EVAL":
      return parseWriteCall(step)?.elements.map(() => 1) ?? 1;
    case "VREM":
    case "VISMEMBER":
    case "VSETATTR":
      return false;
    case "VCARD":
    case "DEL":
      return 0;
    default:
      return null;
  }
}
