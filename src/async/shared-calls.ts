import { SharedCall, WAITED_TOO_LONG } from "./shared-call.js";

export interface Shared<T> {
  readonly value: T;
  /** Whether another caller had started the call. */
  readonly joined: boolean;
}

/** `signal` is undefined if the call cannot be aborted. `isReplacement`: the call before took longer than a caller's `waitMs`. */
type Work<T> = (signal: AbortSignal | undefined, isReplacement: boolean) => Promise<T>;

export interface JoinOptions {
  /** Ends this caller's wait. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for a call that another caller started, in milliseconds. Default: no limit. */
  readonly waitMs?: number | undefined;
}

/** Single flight: callers of this process that want the same thing at the same time share one call. */
export class SharedCalls<T> {
  readonly #underWay = new Map<string, SharedCall<T>>();

  /**
   * Joins the running call of this key, or starts one. If the caller's signal is aborted, only this caller stops waiting,
   * with the signal's reason. When no caller waits any more, the call's own signal is aborted. An error of the call reaches
   * every caller that waits. A caller that has waited for `waitMs` starts another call, which later callers join, so that
   * a call that hangs does not block its key.
   */
  run(key: string, work: Work<T>, options: JoinOptions = {}): Promise<Shared<T>> {
    const { signal } = options;
    if (signal?.aborted === true || this.#underWay.has(key)) return this.#join(key, work, options);
    return this.#begin(key, signal, work, false).wait(signal).then(alone);
  }

  async #join(key: string, work: Work<T>, { signal, waitMs }: JoinOptions): Promise<Shared<T>> {
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

  /** Running calls go on for the callers that already wait. Later callers start calls of their own. */
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
