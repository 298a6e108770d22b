import { expect } from "vitest";
import { TimerWatch } from "./timer-watch.js";

const PATIENCE = { timeout: 5_000 };

/** What a process holds and hears at one time, to tell afterwards that it is as it was. */
export class ProcessWatch implements Disposable {
  readonly #timers = new TimerWatch();
  readonly #complaints: unknown[] = [];
  readonly #resourcesBefore = countResources();
  readonly #listenersBefore = countListeners();
  readonly #listeners = {
    unhandledRejection: (reason: unknown) => this.#complaints.push(reason),
    uncaughtExceptionMonitor: (error: unknown) => this.#complaints.push(error),
    // The stage forces threads on purpose, and is warned of that.
    warning: (warning: NodeJS.ErrnoException) => {
      if (warning.code !== "OCTAVEC_UNSAFE_THREADS") this.#complaints.push(warning);
    },
  };

  constructor() {
    for (const [event, listener] of Object.entries(this.#listeners)) process.on(event, listener);
  }

  [Symbol.dispose](): void {
    this.#timers[Symbol.dispose]();
    for (const [event, listener] of Object.entries(this.#listeners)) process.off(event, listener);
  }

  /** Nothing went unheard, and no socket, timer or listener is left. */
  async expectUnchanged(): Promise<void> {
    this.#timers.finish();
    await expect.poll(() => this.#timers.pending, PATIENCE).toEqual([]);
    await expect.poll(() => grown(this.#resourcesBefore, countResources()), PATIENCE).toEqual([]);
    const listenersNow = countListeners();
    for (const event of Object.keys(this.#listeners)) {
      listenersNow.set(event, (listenersNow.get(event) ?? 0) - 1);
    }
    expect(grown(this.#listenersBefore, listenersNow)).toEqual([]);
    expect(this.#complaints).toEqual([]);
  }
}

/** What keeps the event loop alive, by kind. The servers that tests start do not. */
function countResources(): Map<string, number> {
  return tally(
    process.getActiveResourcesInfo().filter((kind) => /TCP|TLS|Timeout|Immediate|DNS|GetAddr/i.test(kind)),
  );
}

function countListeners(): Map<string, number> {
  return new Map(process.eventNames().map((event) => [String(event), process.listenerCount(event)]));
}

function tally(kinds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function grown(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return [...after]
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${kind}: ${before.get(kind) ?? 0} → ${count}`);
}
