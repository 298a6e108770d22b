import { createHook } from "node:async_hooks";

/** What some work made beside its result: each of them costs time on every call. */
export interface AsyncCount {
  readonly promises: number;
  /** Timers that were created. One that is only set again (`refresh`) does not count. */
  readonly timers: number;
}

/**
 * Runs `work` and counts the promises and timers that were made until it settled, those of other work in the process too:
 * give `work` many calls in a row and divide. A promise that `work` makes itself (its `await`s) counts as well.
 */
export async function countAsync(work: () => Promise<unknown>): Promise<AsyncCount> {
  let promises = 0;
  let timers = 0;
  const hook = createHook({
    init(_asyncId, type) {
      if (type === "PROMISE") promises++;
      else if (type === "Timeout") timers++;
    },
  });
  hook.enable();
  try {
    await work();
  } finally {
    hook.disable();
  }
  return { promises, timers };
}
