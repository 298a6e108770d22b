import type { OctavecError } from "./errors/index.js";

/**
 * The port between meaning (repository, commands) and transport (connection). The repository sees nothing of
 * pools and sockets; the connection room sees nothing of vectors.
 */

/** One argument of a command: text goes out as UTF-8, a `Buffer` goes out byte for byte and is not copied. */
export type CommandArgument = string | Buffer;

/** A whole command, name first: `["VCARD", "{shop:articles}:v"]`. */
export type Command = readonly CommandArgument[];

/**
 * A reply as the wire gives it: RESP3 maps arrive as flat arrays (key, value, key, value …) so that the order of
 * the server is kept, doubles as numbers, bulk strings as text or, with `binary`, as `Buffer`.
 */
export type Reply = string | number | bigint | boolean | null | Buffer | readonly Reply[];

export interface SendOptions {
  /** Bulk strings of the reply come as `Buffer` instead of text. Default false. */
  binary?: boolean;
  /** The command changes nothing: it may be repeated, and a replica may answer it. Default false. */
  readOnly?: boolean;
  /**
   * A write that may be done twice: the second time leaves what the first one left. Without it a write is repeated only
   * when the server certainly has not done it. Of a pipeline it also says that steps whose first arguments (keys) differ do
   * not depend on each other. Default false.
   */
  idempotent?: boolean;
  /**
   * The command holds its connection for long (a threaded search, BLPOP): it gets one that nobody else uses meanwhile.
   * Default false; of `client.sendCommand` true for commands that wait by themselves.
   */
  blocking?: boolean;
  /**
   * Gives the command for the server that it is about to be sent to, where that depends on what the server can do. Only of
   * `send`. Default: the command as given.
   */
  forServer?: ((capabilities: Capabilities) => Command) | undefined;
  /**
   * Milliseconds for the whole operation: waiting for a connection, sending, and every repetition (of a pipeline: between
   * two replies). Default: the client's `commandTimeoutMs` for each attempt.
   */
  timeoutMs?: number | undefined;
  /** Ends the wait, not the command: a write that was sent may still happen. Rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Commands that run as `MULTI … EXEC`: all or nothing, nobody in between. */
export interface Transaction {
  readonly transaction: readonly Command[];
}

/** What became of one step of a pipeline. A transaction's value is the list of its replies. */
export type StepResult =
  | { readonly ok: true; readonly value: Reply }
  | {
      readonly ok: false;
      readonly error: OctavecError;
      /** False: the server certainly never saw it. True: it may have happened. */
      readonly sent: boolean;
    };

export interface Executor {
  /** Sends one command. Rejects with a coded error. */
  send(command: Command, options?: SendOptions): Promise<Reply>;
  /**
   * Sends the steps back to back on one connection, in order, and reports each one's outcome. Resolves also when
   * every step failed; it rejects only when the signal was aborted before anything was sent.
   */
  pipeline(steps: readonly (Command | Transaction)[], options?: SendOptions): Promise<StepResult[]>;
  /** What the connected server can do. */
  readonly capabilities: Capabilities;
}

/** What the server said of itself at the first connection. Before that: version `unknown`, and nothing else. */
export interface Capabilities {
  /** Server version, for example `"8.2.3"`. */
  readonly version: string;
  /** `VSIM … WITHATTRIBS` (8.0.3 and 8.2.0 on). */
  readonly withAttributes: boolean;
  /** `VRANGE` (8.4.0 on). */
  readonly range: boolean;
  /** A search in a thread of its own survives writes to the same set (8.2.9, 8.4.6, 8.6.6, 8.8.2, 8.10.1 and later). */
  readonly safeThreads: boolean;
  /** The meaning of `VSIM … EPSILON d` is "score ≥ 1 − d" (8.0.4, 8.2.2 and 8.4.0 on; half of it before). */
  readonly exactEpsilon: boolean;
}
