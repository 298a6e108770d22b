import { createHash } from "node:crypto";
import { isOctavecError, OctavecError } from "./errors/index.js";
import type { Command, CommandArgument, Executor, Reply, SendOptions, StepResult } from "./executor.js";

/** What one call of a script is about. In a cluster all keys are in one slot. */
export interface ScriptCall {
  readonly keys: readonly string[];
  readonly args: readonly CommandArgument[];
}

/**
 * A Lua script by its text and the SHA-1 that the server calls it by. The text goes over the wire only when the server does
 * not have it (first use, restart, `SCRIPT FLUSH`).
 * https://redis.io/docs/latest/develop/programmability/eval-intro/
 */
export class Script {
  readonly text: string;
  readonly sha1: string;
  readonly #readOnly: boolean;

  /** @param options - `readOnly`: it changes nothing, so a replica may answer it, unless a call says `readOnly: false`. */
  constructor(text: string, { readOnly }: { readOnly: boolean }) {
    this.text = text;
    this.sha1 = createHash("sha1").update(text).digest("hex");
    this.#readOnly = readOnly;
  }

  /** One call. */
  async run(
    executor: Executor,
    key: string,
    args: readonly CommandArgument[],
    options: SendOptions = {},
  ): Promise<Reply> {
    const call = { keys: [key], args };
    const send = this.#optionsOf(options);
    try {
      return await executor.send(this.byHash(call), send);
    } catch (error) {
      if (!isUnknownScript(error)) throw error;
      return executor.send(this.byText(call), send);
    }
  }

  /**
   * Many calls in one pipeline, and what became of each. Those that the server did not know the script for were not done,
   * and are sent again with its text.
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
    const unknown = results.flatMap((result, place) =>
      !result.ok && isUnknownScript(result.error) ? [place] : [],
    );
    if (unknown.length === 0) return results;
    const again = await executor
      .pipeline(
        unknown.map((place) => this.byText(calls[place]!)),
        send,
      )
      .catch((reason: unknown) => unknown.map((): StepResult => notDone(reason)));
    for (const [index, place] of unknown.entries()) results[place] = again[index]!;
    return results;
  }

  /** The call as a command for a server that knows the script. */
  byHash({ keys, args }: ScriptCall): Command {
    return [this.#readOnly ? "EVALSHA_RO" : "EVALSHA", this.sha1, String(keys.length), ...keys, ...args];
  }

  /** The call as a command for any server. */
  byText({ keys, args }: ScriptCall): Command {
    return [this.#readOnly ? "EVAL_RO" : "EVAL", this.text, String(keys.length), ...keys, ...args];
  }

  #optionsOf(options: SendOptions): SendOptions {
    return { ...options, readOnly: this.#readOnly && options.readOnly !== false };
  }
}

/** Executors whose user may not run scripts, as a refusal of the server has shown. */
const withoutScripts = new WeakSet<Executor>();

/** Gives what `byScript` gives; for a user who may not run scripts what `byCommands` gives, from the first refusal on. */
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

/** Whether the server refused a script because this user may not run any, rather than because of what the script does. */
export function forbidsScripts(error: unknown): boolean {
  if (!isOctavecError(error) || !/^EVAL/.test(String(error.details.command ?? ""))) return false;
  if (error.code === "UNSUPPORTED_COMMAND") return true;
  return error.code === "NOT_AUTHORIZED" && /to run the '?eval/i.test(error.message);
}

function isUnknownScript(error: unknown): boolean {
  return isOctavecError(error) && error.details.reply === "NOSCRIPT";
}

/** The signal was aborted after the server had said that it does not know the script. */
function notDone(reason: unknown): StepResult {
  const error = isOctavecError(reason)
    ? reason
    : new OctavecError("ABORTED", "The caller's signal was aborted before this was done.", { cause: reason });
  return { ok: false, error, sent: false };
}
