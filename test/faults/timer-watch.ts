/**
 * Timers that were started and neither ended nor went off. `process.getActiveResourcesInfo()` counts them too, but a
 * forgotten timer of half a second is gone before one can be sure that it is not just about to be cleared.
 */
export class TimerWatch implements Disposable {
  readonly #pending = new Map<unknown, string>();
  readonly #forgotten: string[] = [];
  #isOver = false;
  readonly #originals = { setTimeout, clearTimeout, setInterval, clearInterval };

  constructor() {
    globalThis.setTimeout = this.#watchedStart(setTimeout, true);
    globalThis.setInterval = this.#watchedStart(setInterval, false);
    globalThis.clearTimeout = this.#watchedEnd(clearTimeout);
    globalThis.clearInterval = this.#watchedEnd(clearInterval);
  }

  [Symbol.dispose](): void {
    Object.assign(globalThis, this.#originals);
  }

  /** From now on a timer that goes off counts as forgotten: only those that somebody ends leave the list. */
  finish(): void {
    this.#isOver = true;
  }

  /** What each of them would do, as its source begins. Those that let the process end (`unref()`) do not count. */
  get pending(): string[] {
    const waiting = [...this.#pending].filter(([timer]) => keepsProcess(timer));
    return [...this.#forgotten, ...waiting.map(([, action]) => action)];
  }

  #watchedStart<F extends typeof setTimeout | typeof setInterval>(start: F, goesOffOnce: boolean): F {
    return new Proxy(start, {
      apply: (target, self, [action, ...rest]: [(...given: unknown[]) => unknown, ...unknown[]]) => {
        const watched = (...given: unknown[]) => {
          // Asked now: a timer that went off no longer keeps anything.
          if (this.#isOver && keepsProcess(timer)) this.#forgotten.push(describe(action));
          if (goesOffOnce) this.#pending.delete(timer);
          return action(...given);
        };
        const timer: unknown = Reflect.apply(target, self, [watched, ...rest]);
        this.#pending.set(timer, describe(action));
        return timer;
      },
    });
  }

  #watchedEnd<F extends typeof clearTimeout>(end: F): F {
    return new Proxy(end, {
      apply: (target, self, [timer]: [unknown]) => {
        this.#pending.delete(timer);
        return Reflect.apply(target, self, [timer]);
      },
    });
  }
}

function describe(action: unknown): string {
  return String(action).slice(0, 100);
}

function keepsProcess(timer: unknown): boolean {
  if (typeof timer !== "object" || timer === null) return false;
  const hasRef: unknown = Reflect.get(timer, "hasRef");
  return typeof hasRef === "function" && hasRef.call(timer) === true;
}
