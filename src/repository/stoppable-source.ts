/**
 * Reads a source until it ends or `stopped` resolves, even when the source is silent just then. A source that is left
 * early is told so (`return()`), but not waited for: a generator in the middle of an endless wait would never answer.
 */
export async function* stoppableSource(
  source: Iterable<unknown> | AsyncIterable<unknown>,
  stopped: Promise<void>,
): AsyncGenerator<unknown> {
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const stop = stopped.then(() => undefined);
  let ended = false;
  try {
    while (true) {
      const step = await Promise.race([stop, iterator.next()]);
      if (step === undefined) return;
      if (step.done === true) {
        ended = true;
        return;
      }
      yield step.value;
    }
  } finally {
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}
