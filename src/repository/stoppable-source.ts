/**
 * Reads a source until it ends, fails, or `stopped` resolves, even when the source is silent just then. A source that is
 * left early is told so (`return()`), but not waited for: a generator in the middle of an endless wait would never answer.
 *
 * @param onFailure - Receives what the source throws; the reading ends there as if the source had ended.
 */
export async function* stoppableSource(
  source: Iterable<unknown> | AsyncIterable<unknown>,
  stopped: Promise<void>,
  onFailure: (error: unknown) => void,
): AsyncGenerator<unknown> {
  // One reaction to `stopped` for the whole run: with Promise.race each record would leave one there, and itself with it.
  let isStopped = false;
  let wake = () => {};
  void stopped.then(() => {
    isStopped = true;
    wake();
  });
  const orStopped = <T>(value: Promise<T> | PromiseLike<T>) =>
    new Promise<T | typeof STOPPED>((resolve, reject) => {
      wake = () => resolve(STOPPED);
      value.then(resolve, reject);
    });
  let iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined;
  try {
    iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    while (!isStopped) {
      const asked = iterator.next();
      const step = isPromise(asked) ? await orStopped(asked) : asked;
      if (step === STOPPED) return;
      if (step.done === true) {
        iterator = undefined;
        return;
      }
      // An iterable may hold promises of records.
      const record = isPromise(step.value) ? await orStopped(step.value) : step.value;
      if (record === STOPPED) return;
      yield record;
    }
  } catch (error) {
    iterator = undefined;
    onFailure(error);
  } finally {
    wake = () => {};
    void leave(iterator);
  }
}

const STOPPED = Symbol("stopped");

/** A source that fails while it is left has nothing more to say to anybody. */
async function leave(iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.();
  } catch {
    // See above.
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T>;
function isPromise(value: unknown): value is PromiseLike<unknown>;
function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
