import { SharedCall, WAITED_TOO_LONG } from "./shared-call.js";

export interface Shared<T> {
  readonly value: T;
  /** Whether another caller had begun the call. */
  readonly joined: boolean;
}

/** `signal`: undefined when the call cannot be aborted. `isReplacement`: an earlier call took longer than a caller would wait. */
type Work<T> = (signal: AbortSignal | undefined, isReplacement: boolean) => Promise<T>;

export interface Patience {
  /** Ends this caller's wait. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for a call that another caller has begun, in milliseconds. Default: no limit. */
  readonly waitMs?: number | undefined;
}

/** One call for all callers of this process that want the same at the same time (single flight). */
export class SharedCalls<T> {
  readonly #underWay = new Map<string, SharedCall<T>>();

  /**
   * Joins the call under way for this key, or begins one. An aborted signal ends only its own caller's wait, with its
   * reason; when no caller waits any more, the call's own signal is aborted. An error of the call goes to all that wait.
   * A caller that has waited for `waitMs` begins another call, which later callers join: a call that hangs must not block its key.
   */
  run(key: string, work: Work<T>, patience: Patience = {}): Promise<Shared<T>> {
    const { signal } = patience;
    if (signal?.aborted === true || this.#underWay.has(key)) return this.#join(key, work, patience);
    return this.#begin(key, signal, work, false).wait(signal).then(alone);
  }

  async #join(key: string, work: Work<T>, { signal, waitMs }: Patience): Promise<Shared<T>> {
    let isReplacement = false;
    while (true) {
      signal?.throwIfAborted();
      const known = this.#underWay.get(key);
      if (known === undefined) {
        const call = this.#begin(key, signal, work, isReplacement);
        return alone(await call.wait(signal));
      }
      const value = await known.wait(signal, waitMs);
      if (value !== WAITED_TOO_LONG) return { value, joined: true };
      this.#forget(key, known);
      isReplacement = true;
    }
  }

  has(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** Calls under way go on for the callers that wait for them, but nobody joins them any more. */
  startAnew(): void {
    this.#underWay.clear();
  }

  #begin(key: string, signal: AbortSignal | undefined, work: Work<T>, isReplacement: boolean): SharedCall<T> {
    const call: SharedCall<T> = new SharedCall<T>(
      (own) => work(own, isReplacement),
      () => this.#forget(key, call),
      signal !== undefined,
    );
    this.#underWay.set(key, call);
    return call;
  }

  #forget(key: string, call: SharedCall<T>): void {
    if (this.#underWay.get(key) === call) this.#underWay.delete(key);
  }
}

function alone<T>(value: T): Shared<T> {
  return { value, joined: false };
}
