import { SharedCall, TIRED } from "./shared-call.js";

export interface Shared<T> {
  readonly value: T;
  /** Whether it was somebody else's call. */
  readonly joined: boolean;
}

/** `signal`: absent when nobody can give the call up. `isReplacement`: an earlier one took longer than somebody would wait. */
type Work<T> = (signal: AbortSignal | undefined, isReplacement: boolean) => Promise<T>;

export interface Patience {
  /** Ends this caller's wait. */
  readonly signal?: AbortSignal | undefined;
  /** Longest wait for a call that somebody else has begun, in milliseconds. Default: as long as it takes. */
  readonly waitMs?: number | undefined;
}

/** One call for all callers of this process who want the same at the same time. */
export class SharedCalls<T> {
  readonly #underWay = new Map<string, SharedCall<T>>();

  /**
   * Joins the call under way for this key, or begins one. An aborted signal ends only its own caller's wait, with its
   * reason; when nobody waits any more the call's own signal is aborted. What the call rejects with goes to all who wait.
   * Who has waited for `waitMs` begins another call, which others then join: one that hangs must not hold up its key.
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
      if (value !== TIRED) return { value, joined: true };
      this.#forget(key, known);
      isReplacement = true;
    }
  }

  has(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** What is under way goes on for those who wait for it, but nobody joins it any more. */
  startAnew(): void {
    this.#underWay.clear();
  }

  #begin(key: string, signal: AbortSignal | undefined, work: Work<T>, isReplacement: boolean): SharedCall<T> {
    const controller = signal === undefined ? undefined : new AbortController();
    const call = new SharedCall<T>(
      () => work(controller?.signal, isReplacement),
      (reason) => {
        this.#forget(key, call);
        controller?.abort(reason);
      },
    );
    this.#underWay.set(key, call);
    call.begin(() => this.#forget(key, call));
    return call;
  }

  #forget(key: string, call: SharedCall<T>): void {
    if (this.#underWay.get(key) === call) this.#underWay.delete(key);
  }
}

function alone<T>(value: T): Shared<T> {
  return { value, joined: false };
}
