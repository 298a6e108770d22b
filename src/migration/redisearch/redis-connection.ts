import { createClient, ErrorReply, RESP_TYPES } from "@redis/client";
import { attemptSignal, onAbort, type RetryTiming, withRetries } from "../../async/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import type { Command, Reply, SendOptions, StepResult } from "../../executor.js";
import {
  parseOptions,
  type RediSearchConnectionOptions,
  type ResolvedRediSearchConnectionOptions,
  rediSearchConnectionSchema,
} from "../../options/index.js";
import type { SourceExecutor } from "../source/walk-keys.js";
import { replyFailure } from "./redis-failure.js";

/** Upper limit of the wait before the first retry, in milliseconds. */
const FIRST_RETRY_MS = 250;

/** Sends one command over an open connection. */
type Send = (command: Command, binary: boolean) => Promise<Reply>;

interface Opening {
  readonly opened: Promise<Send>;
  /** Closes the connection, even while it is being opened. */
  readonly ending: AbortController;
}

/**
 * One connection to a server of any version. A `VectorClient` needs Redis 8, but most RediSearch indexes are on older servers.
 * For reading only, because every command is retried after a lost connection, a timeout or a busy server.
 */
export class RedisConnection implements SourceExecutor {
  readonly #options: ResolvedRediSearchConnectionOptions;
  readonly #timing: RetryTiming;
  #opening: Opening | undefined;

  constructor(options: RediSearchConnectionOptions, timing: RetryTiming) {
    this.#options = parseOptions(rediSearchConnectionSchema, options, "connection of the RediSearch source");
    this.#timing = timing;
  }

  /** For people: `redis://host:6379/0`, without user and password. */
  get address(): string {
    const { protocol, host, pathname } = new URL(this.#options.url);
    return `${protocol}//${host}${pathname}`;
  }

  async send(command: Command, options: SendOptions = {}): Promise<Reply> {
    const [result] = await this.pipeline([command], options);
    if (result?.ok) return result.value;
    throw result?.error;
  }

  /** A step that the server refuses fails alone. After a lost connection, all steps are sent again. */
  async pipeline(
    commands: readonly Command[],
    { binary = false, signal }: SendOptions = {},
  ): Promise<StepResult[]> {
    const { maxRetries, maxRetryDelayMs } = this.#options;
    return withRetries(() => this.#attempt(commands, binary, signal), {
      maxRetries,
      firstDelayMs: FIRST_RETRY_MS,
      maxRetryDelayMs,
      signal,
      timing: this.#timing,
    });
  }

  /** Closes the connection. A later call opens another one. */
  async close(): Promise<void> {
    this.#opening?.ending.abort();
    this.#opening = undefined;
  }

  async #attempt(
    commands: readonly Command[],
    binary: boolean,
    signal: AbortSignal | undefined,
  ): Promise<StepResult[]> {
    const { timeoutMs } = this.#options;
    const attempt = attemptSignal(timeoutMs, signal);
    try {
      return await Promise.race([this.#exchange(commands, binary), rejectedBy(attempt.signal)]);
    } catch (cause) {
      // Replies to this attempt may still arrive on the connection, so it cannot be used again.
      await this.close();
      signal?.throwIfAborted();
      if (isOctavecError(cause)) throw cause;
      throw new OctavecError(
        attempt.timedOut ? "TIMEOUT" : "CONNECTION_LOST",
        attempt.timedOut
          ? `${this.address} did not answer within ${timeoutMs} ms.`
          : `The connection to ${this.address} was lost before the reply arrived.`,
        { cause },
      );
    } finally {
      attempt.end();
    }
  }

  async #exchange(commands: readonly Command[], binary: boolean): Promise<StepResult[]> {
    this.#opening ??= this.#startOpening();
    const send = await this.#opening.opened;
    return Promise.all(
      commands.map(async (command): Promise<StepResult> => {
        try {
          return { ok: true, value: await send(command, binary) };
        } catch (error) {
          if (!(error instanceof ErrorReply)) throw error;
          const refusal = replyFailure(error.message, String(command[0]), this.address);
          // The server is loading its data, or a cluster is moving slots: all steps are tried again.
          if (refusal.retryable) throw refusal;
          return { ok: false, error: refusal, sent: true };
        }
      }),
    );
  }

  #startOpening(): Opening {
    const ending = new AbortController();
    return { ending, opened: this.#open(ending.signal) };
  }

  async #open(ended: AbortSignal): Promise<Send> {
    const client = createClient({
      url: this.#options.url,
      RESP: 2,
      // Each attempt has a time limit, which also ends the opening. A second limit here would race with it.
      socket: { reconnectStrategy: false, connectTimeout: 0 },
    });
    // Without a listener, an error event would end the process. Each call gets its own error.
    client.on("error", () => undefined);
    const end = () => {
      if (client.isOpen) client.destroy();
    };
    onAbort(ended, end);
    try {
      await client.connect();
    } catch (cause) {
      throw this.#openFailure(cause);
    }
    if (ended.aborted) end();
    const binaryReplies = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } };
    return (command, binary) => client.sendCommand<Reply>([...command], binary ? binaryReplies : {});
  }

  #openFailure(cause: unknown): OctavecError {
    if (cause instanceof ErrorReply) return replyFailure(cause.message, "The handshake", this.address);
    const reason = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
    return new OctavecError("CONNECTION_FAILED", `${this.address} could not be reached${reason}.`, { cause });
  }
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else onAbort(signal, () => reject(signal.reason));
  });
}
