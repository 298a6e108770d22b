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
import { replyFailure } from "./redis-failure.js";

/** Longest wait in milliseconds before the first repeat of a failed attempt. */
const FIRST_RETRY_MS = 250;

/** The slice of the executor port that a source reads through: a `VectorClient`'s `executor` is one. */
export interface SourceExecutor {
  send(command: Command, options?: SendOptions): Promise<Reply>;
  pipeline(steps: readonly Command[], options?: SendOptions): Promise<StepResult[]>;
}

/** Sends one command over a connection that is open. */
type Send = (command: Command, binary: boolean) => Promise<Reply>;

interface Opening {
  readonly opened: Promise<Send>;
  /** Ends the connection, also while it is being made. */
  readonly ending: AbortController;
}

/**
 * One connection to a server of any version: a `VectorClient` takes no server before Redis 8, and most RediSearch indexes
 * live on those. For reading only: whatever is sent is repeated after a lost connection, a timeout or a busy server.
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

  /** A step's refusal by the server is its own; when the connection breaks, all are sent again. */
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

  /** Ends the connection; a later call opens another one. */
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
      // Whatever the reason, replies may still be under way on that connection.
      await this.close();
      signal?.throwIfAborted();
      if (isOctavecError(cause)) throw cause;
      throw new OctavecError(
        attempt.timedOut ? "TIMEOUT" : "CONNECTION_LOST",
        attempt.timedOut
          ? `${this.address} gave no answer within ${timeoutMs} ms.`
          : `The connection to ${this.address} broke before the reply came.`,
        { cause },
      );
    } finally {
      attempt.end();
    }
  }

  async #exchange(commands: readonly Command[], binary: boolean): Promise<StepResult[]> {
    this.#opening ??= this.#begin();
    const send = await this.#opening.opened;
    return Promise.all(
      commands.map(async (command): Promise<StepResult> => {
        try {
          return { ok: true, value: await send(command, binary) };
        } catch (error) {
          if (!(error instanceof ErrorReply)) throw error;
          const refusal = replyFailure(error.message, String(command[0]), this.address);
          // A server that loads its data or a cluster in motion: worth another attempt of the whole.
          if (refusal.retryable) throw refusal;
          return { ok: false, error: refusal, sent: true };
        }
      }),
    );
  }

  #begin(): Opening {
    const ending = new AbortController();
    return { ending, opened: this.#open(ending.signal) };
  }

  async #open(ended: AbortSignal): Promise<Send> {
    const client = createClient({
      url: this.#options.url,
      RESP: 2,
      socket: { reconnectStrategy: false, connectTimeout: this.#options.timeoutMs },
    });
    // Without a listener an error ends the process; calls see their own.
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
