/** Work that nobody waits for: bounded in number, never a rejection that nobody handles, ended by `close()`. */
export class BackgroundTasks {
  readonly #limit: number;
  readonly #underWay = new Set<Promise<void>>();
  readonly #end = new AbortController();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#underWay.size >= this.#limit || this.#end.signal.aborted;
  }

  /** @returns whether it was taken on: not when there is too much under way already, or after `close()`. */
  run(work: (signal: AbortSignal) => Promise<unknown>): boolean {
    if (this.isFull) return false;
    const task = (async () => work(this.#end.signal))()
      .then(
        () => {},
        () => {},
      )
      .finally(() => this.#underWay.delete(task));
    this.#underWay.add(task);
    return true;
  }

  /** Aborts the signal of what is under way and waits for its end. */
  async close(): Promise<void> {
    this.#end.abort(new DOMException("The cache was closed.", "AbortError"));
    await Promise.all(this.#underWay);
  }
}
