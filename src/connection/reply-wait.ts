import { DeadlineTimer, onAbort } from "../async/index.js";
import { OctavecError } from "../errors/index.js";
import type { Command, Reply } from "../executor.js";
import type { ReplyReceiver } from "./reply-receiver.js";
import type { Wire } from "./wire.js";

interface WaitOptions {
  readonly binary?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
  /** What is left of `timeoutMs`. Default: all of it. */
  readonly leftMs?: number | undefined;
}

/**
 * One caller's wait for one reply: until it comes, the time is up, or the caller gives up. The end of the wait is not the end
 * of the command: its reply still comes and is dropped.
 */
export class ReplyWait implements ReplyReceiver {
  #isOver = false;
  #timer: DeadlineTimer | undefined;
  #stopListening: (() => void) | undefined;

  /** @param onEnd - Called before the promise settles: with the error, or with nothing if a reply came. */
  constructor(
    private readonly resolve: (reply: Reply) => void,
    private readonly reject: (error: unknown) => void,
    private readonly onEnd?: (error?: unknown) => void,
  ) {}

  /** @param onTimeout - Called when the time is up, before the wait fails with `TIMEOUT`. */
  begin(wire: Pick<Wire, "send">, command: Command, options: WaitOptions, onTimeout: () => void): void {
    const { signal, timeoutMs, leftMs = timeoutMs } = options;
    if (signal !== undefined) {
      if (signal.aborted) {
        this.failed(signal.reason);
        return;
      }
      this.#stopListening = onAbort(signal, () => this.failed(signal.reason));
    }
    this.#timer = new DeadlineTimer(Math.max(1, leftMs), () => {
      onTimeout();
      this.failed(timedOut(String(command[0]), timeoutMs));
    });
    wire.send(command, options.binary === true, this);
  }

  answered(reply: Reply): void {
    if (!this.#end()) return;
    this.onEnd?.();
    this.resolve(reply);
  }

  failed(error: unknown): void {
    if (!this.#end()) return;
    this.onEnd?.(error);
    this.reject(error);
  }

  /** @returns false if the wait was over before. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#timer?.stop();
    this.#stopListening?.();
    return true;
  }
}

export function timedOut(what: string, timeoutMs: number): OctavecError {
  return new OctavecError(
    "TIMEOUT",
    `${what} got no reply within ${timeoutMs} ms; a write may or may not have happened. ` +
      "Look at the server's latency, or raise commandTimeoutMs.",
    { details: { timeoutMs } },
  );
}
