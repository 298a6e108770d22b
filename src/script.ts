import { createHash } from "node:crypto";
import { isOctavecError, OctavecError } from "./errors/index.js";
import type { Command, CommandArgument, Executor, Reply, SendOptions, StepResult } from "./executor.js";

/** Keys and arguments of one call of a script. In a cluster all keys must be in one slot. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly CommandArgument[];
}

/**
 * A Lua script. It is called by the SHA-1 of its text. The text is sent only if the server does not know the script (first
 * use, restart, `SCRIPT FLUSH`).
 * https://redis.io/docs/latest/develop/programmability/eval-intro/
 */
export class Script {
  readonly text: string;
  readonly sha1: string;
  readonly #readOnly: boolean;

  /** @param options - `readOnly`: the script changes nothing, so a replica may run it, unless a call has `readOnly: false`. */
  constructor(text: string, { readOnly }: { readOnly: boolean }) {
    this.text = text;
    this.sha1 = createHash("sha1").update(text).digest("hex");
    this.#readOnly = readOnly;
  }

  run(
    executor: Executor,
    key: string,
    args: readonly CommandArgument[],
    options: SendOptions = {},
  ): Promise<Reply> {
    return this.call(executor, { keys: [key], args }, options);
  }

  /** One call with any number of keys. */
  call(executor: Executor, call: ScriptCall, options: SendOptions = {}): Promise<Reply> {
    return this.read(executor, call, options, (reply) => reply);
  }

  /** The same with the reply decoded, without a promise for that. */
  read<T>(
    executor: Executor,
    call: ScriptCall,
    options: SendOptions,
    decode: (reply: Reply) => T,
  ): Promise<T> {
    const send = this.#optionsOf(options);
    return executor.send(this.byHash(call), send).then(decode, (error: unknown) => {
      if (!isUnknownScript(error)) throw error;
      return executor.send(this.byText(call), send).then(decode);
    });
  }

  /**
   * Many calls in one pipeline.
   *
   * @returns the result of each call. Calls that the server rejected because it does not know the script are repeated with
   * the script's text.
   */
  async runEach(
    executor: Executor,
    calls: readonly ScriptCall[],
    options: SendOptions = {},
  ): Promise<StepResult[]> {
    const send = this.#optionsOf(options);
    const results = await executor.pipeline(
      calls.map((call) => this.byHash(call)),
      send,
    );
    const rejected = results.flatMap((result, index) =>
      !result.ok && isUnknownScript(result.error) ? [index] : [],
    );
    if (rejected.length === 0) return results;
    const repeated = await executor
      .pipeline(
        rejected.map((index) => this.byText(calls[index]!)),
        send,
      )
      .catch((reason: unknown) => rejected.map((): StepResult => notSent(reason)));
    for (const [position, index] of rejected.entries()) results[index] = repeated[position]!;
    return results;
  }

  /** The command for a server that knows the script. */
  byHash({ keys, args }: ScriptCall): Command {
    return [this.#readOnly ? "EVALSHA_RO" : "EVALSHA", this.sha1, String(keys.length), ...keys, ...args];
  }

  /** The command for any server. */
  byText({ keys, args }: ScriptCall): Command {
    return [this.#readOnly ? "EVAL_RO" : "EVAL", this.text, String(keys.length), ...keys, ...args];
  }

  #optionsOf(options: SendOptions): SendOptions {
    return { ...options, readOnly: this.#readOnly && options.readOnly !== false };
  }
}

/** Executors for which the server refused a script because the user may not run any. */
const withoutScripts = new WeakSet<Executor>();

/** Calls `byScript`. If the user may not run scripts, it calls `byCommands` instead, and from then on at once. */
export function scriptOrCommands<T>(
  executor: Executor,
  byScript: () => Promise<T>,
  byCommands: () => Promise<T>,
): Promise<T> {
  if (withoutScripts.has(executor)) return byCommands();
  return byScript().catch((error: unknown) => {
    if (!forbidsScripts(error)) throw error;
    withoutScripts.add(executor);
    return byCommands();
  });
}

/** Whether the server refused a script because the user may run none, rather than because of a command in the script. */
export function forbidsScripts(error: unknown): boolean {
  if (!isOctavecError(error) || !/^EVAL/.test(String(error.details.command ?? ""))) return false;
  if (error.code === "UNSUPPORTED_COMMAND") return true;
  return error.code === "NOT_AUTHORIZED" && /to run the '?eval/i.test(error.message);
}

function isUnknownScript(error: unknown): boolean {
  return isOctavecError(error) && error.details.reply === "NOSCRIPT";
}

/** The result of a call whose signal was aborted after the server rejected the script as unknown. */
function notSent(reason: unknown): StepResult {
  const error = isOctavecError(reason)
    ? reason
    : new OctavecError("ABORTED", "The caller's signal was aborted before the script ran.", {
        cause: reason,
      });
  return { ok: false, error, sent: false };
}
