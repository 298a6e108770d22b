import type { OctavecError } from "./errors/index.js";

/**
 * The interface between the commands (repository, cache) and their transport (connection). The repository knows nothing
 * about pools and sockets, and the connection nothing about vectors.
 */

/** One argument of a command. Text is sent as UTF-8, a `Buffer` byte for byte and without being copied. */
export type CommandArgument = string | Buffer;

/** A whole command, name first: `["VCARD", "{shop:articles}:v"]`. */
export type Command = readonly CommandArgument[];

/**
 * A decoded reply of the server. A RESP3 map is a flat array (key, value, key, value …), which keeps the server's order. A
 * double is a number, and a bulk string is text or, with `binary`, a `Buffer`.
 */
export type Reply = string | number | bigint | boolean | null | Buffer | readonly Reply[];

export interface SendOptions {
  /** Whether bulk strings of the reply are `Buffer`s instead of text. Default false. */
  binary?: boolean;
  /** Whether the command changes nothing. It may then be retried, and a replica may answer it. Default false. */
  readOnly?: boolean;
  /**
   * Whether the write is idempotent. It may then be retried after a lost reply; another write is retried only if the
   * server certainly has not executed it. For a pipeline it also means that steps with different first arguments (keys) do
   * not depend on each other. Default false.
   */
  idempotent?: boolean;
  /**
   * Whether the command occupies its connection for long (a threaded search, BLPOP). It then gets a connection of its own
   * meanwhile. Default false; for `client.sendCommand` true if the command is a blocking one.
   */
  blocking?: boolean;
  /**
   * Returns the command for the server that receives it, if the command depends on the server's capabilities. Only for
   * `send`. Default: the command as given.
   */
  forServer?: ((capabilities: Capabilities) => Command) | undefined;
  /**
   * Time limit in milliseconds for the whole operation: waiting for a connection, sending, and all retries. For a pipeline
   * it is the limit between two replies. Default: the client's `commandTimeoutMs` for each attempt.
   */
  timeoutMs?: number | undefined;
  /** Aborts the wait, but not the command: a write that was sent may still happen. Rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Commands that run as `MULTI … EXEC`: all or none, and no command of another client between them. */
export interface Transaction {
  readonly transaction: readonly Command[];
}

/** The steps of a pipeline. */
export type Steps = readonly (Command | Transaction)[];

/** The result of one step of a pipeline. The value of a transaction is the list of its replies. */
export type StepResult =
  | { readonly ok: true; readonly value: Reply }
  | {
      readonly ok: false;
      readonly error: OctavecError;
      /** False if the server certainly never received the step, true if it may have executed it. */
      readonly sent: boolean;
    };

export interface Executor {
  /** Sends one command. Rejects with a coded error. */
  send(command: Command, options?: SendOptions): Promise<Reply>;
  /**
   * Sends the steps in order on one connection, without waiting for replies in between, and returns the result of each.
   * It resolves even if every step failed, and rejects only if the signal was aborted before anything was sent.
   */
  pipeline(steps: readonly (Command | Transaction)[], options?: SendOptions): Promise<StepResult[]>;
  readonly capabilities: Capabilities;
}

/** An executor that tells what became of a command without a promise for it. */
export interface WatchedExecutor extends Executor {
  /** @param onSettled - Called before the promise settles: with the error, or with nothing if a reply came. */
  sendWatched(command: Command, options: SendOptions, onSettled: (error?: unknown) => void): Promise<Reply>;
}

/**
 * Version and features of the server, read at the first connection. Before that, the version is `"unknown"` and no feature is
 * assumed.
 */
export interface Capabilities {
  /** Server version, for example `"8.2.3"`. */
  readonly version: string;
  /** `VSIM … WITHATTRIBS` (8.0.3 and 8.2.0 on). */
  readonly withAttributes: boolean;
  /** `VRANGE` (8.4.0 on). */
  readonly range: boolean;
  /** Whether a threaded search is safe during writes to the same set (8.2.9, 8.4.6, 8.6.6, 8.8.2, 8.10.1 and later). */
  readonly safeThreads: boolean;
  /** Whether `VSIM … EPSILON d` means score ≥ 1 − d (8.0.4, 8.2.2, 8.4.0 and later). Before, it means score ≥ 1 − d/2. */
  readonly exactEpsilon: boolean;
}
