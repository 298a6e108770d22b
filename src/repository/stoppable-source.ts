import { TimeSlice } from "../async/index.js";

/** A record wrapped in an object, because awaiting the record itself would read its `then`, which may throw. */
export interface ReadRecord<T> {
  readonly record: T;
}

/**
 * Reads a source until it ends, fails, or `ended` is aborted, even while the source has not answered yet. If the reading stops
 * early, the source's `return()` is called but not awaited, because a generator that waits for ever would never answer. A
 * source that always has a record is interrupted every 10 ms, so that other code of the process can run and abort `ended`.
 *
 * @param onFailure - Gets the error of the source. The reading then ends as if the source had ended.
 */
export async function* stoppableSource<T>(
  source: Iterable<T> | AsyncIterable<T>,
  ended: AbortSignal,
  onFailure: (error: unknown) => void,
): AsyncGenerator<ReadRecord<T>> {
  // One listener for the whole run. Promise.race would add a reaction for each record and keep the record in memory.
  let wake = () => {};
  const onEnd = () => wake();
  ended.addEventListener("abort", onEnd);
  const orEnded = <V>(value: PromiseLike<V>) =>
    new Promise<V | typeof ENDED>((resolve, reject) => {
      wake = () => resolve(ENDED);
      // The source itself may have aborted the run before `wake` was set.
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
      const result = iterator.next();
      const step = isPromise(result) ? await orEnded(result) : result;
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

async function leave(iterator: Iterator<unknown> | AsyncIterator<unknown> | undefined): Promise<void> {
  try {
    await iterator?.return?.();
  } catch {
    // The run is over, so an error of the source's cleanup does not matter.
  }
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  try {
    return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
  } catch {
    // An object whose `then` throws is not a promise. It will be refused as a record.
    return false;
  }
}
