import { TimeSlice } from "../async/index.js";

/** A record in a box: without one, whatever awaits the record would look at its `then`, which may throw. */
export interface ReadRecord<T> {
  readonly record: T;
}

/**
 * Reads a source until it ends, fails, or `ended` is aborted, even when the source is silent just then. A source that is
 * left early is told so (`return()`), but not waited for: a generator in the middle of an endless wait would never answer.
 * A source that always has a record is interrupted every few milliseconds, so that other work of the process gets its
 * turn, and with it whatever aborts `ended`.
 *
 * @param onFailure - Receives what the source throws; the reading ends there as if the source had ended.
 */
export async function* stoppableSource<T>(
  source: Iterable<T> | AsyncIterable<T>,
  ended: AbortSignal,
  onFailure: (error: unknown) => void,
): AsyncGenerator<ReadRecord<T>> {
  // One listener for the whole run: with Promise.race each record would leave a reaction, and itself with it.
  let wake = () => {};
  const onEnd = () => wake();
  ended.addEventListener("abort", onEnd);
  const orEnded = <V>(value: PromiseLike<V>) =>
    new Promise<V | typeof ENDED>((resolve, reject) => {
      wake = () => resolve(ENDED);
      // The source itself may have aborted the run, before there was anybody to wake.
      if (ended.aborted) wake();
      value.then(resolve, reject);
    });
  const slice = new TimeSlice();
  let iterator: Iterator<T> | AsyncIterator<T> | undefined;
  try {
    iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    while (!ended.aborted) {
      if (slice.isOver) {
        await slice.giveWay();
        continue;
      }
      const asked = iterator.next();
      const step = isPromise(asked) ? await orEnded(asked) : asked;
      if (step === ENDED) return;
      if (step.done === true) {
        iterator = undefined;
        return;
      }
      // An iterable may hold promises of records.
      const { value } = step;
      const record = isPromise(value) ? await orEnded(value) : value;
      if (record === ENDED) return;
      yield { record };
    }
  } catch (error) {
    iterator = undefined;
    onFailure(error);
  } finally {
    ended.removeEventListener("abort", onEnd);
    void leave(iterator);
  }
}

const ENDED = Symbol("ended");

/** A source that fails while it is left has nothing more to say to anybody. */
async function leave(iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.();
  } catch {
    // See above.
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  try {
    return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
  } catch {
    // An object that cannot be looked at is no promise; as a record it is invalid.
    return false;
  }
}
