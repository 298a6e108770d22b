import { createHash } from "node:crypto";
import { isOctavecError } from "../../../errors/index.js";
import type { CommandArgument, Executor, Reply, SendOptions } from "../../../executor.js";

/** A Lua script by its text and the SHA-1 that the server calls it by. */
export class Script {
  readonly #text: string;
  readonly #sha: string;
  readonly #readOnly: boolean;

  constructor(text: string, { readOnly }: { readOnly: boolean }) {
    this.#text = text;
    this.#sha = createHash("sha1").update(text).digest("hex");
    this.#readOnly = readOnly;
  }

  /**
   * Runs it by its SHA-1; the text goes over the wire only when the server does not have it (first use, restart).
   * One that only reads may be answered by a replica, unless `options` say `readOnly: false`.
   * https://redis.io/docs/latest/develop/programmability/eval-intro/
   */
  async run(
    executor: Executor,
    key: string,
    args: readonly CommandArgument[],
    options: SendOptions = {},
  ): Promise<Reply> {
    const send = { ...options, readOnly: this.#readOnly && options.readOnly !== false };
    try {
      return await executor.send(
        [this.#readOnly ? "EVALSHA_RO" : "EVALSHA", this.#sha, "1", key, ...args],
        send,
      );
    } catch (error) {
      if (!isOctavecError(error) || error.details.reply !== "NOSCRIPT") throw error;
      return executor.send([this.#readOnly ? "EVAL_RO" : "EVAL", this.#text, "1", key, ...args], send);
    }
  }
}

/** Executors whose user may not run scripts, as the server's refusal showed. */
const withoutScripts = new WeakSet<Executor>();

/** Runs `byScript`, or `byCommands` for users who may not run scripts: found out by the first refusal. */
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

/** Whether the server refused because this user may not run scripts, rather than because the script failed. */
function forbidsScripts(error: unknown): boolean {
  if (!isOctavecError(error)) return false;
  const command = String(error.details.command ?? "");
  return /^EVAL/.test(command) && (error.code === "NOT_AUTHORIZED" || error.code === "UNSUPPORTED_COMMAND");
}
