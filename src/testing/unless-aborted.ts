import { deadline } from "../async/index.js";

/**
 * The promise's value, or a rejection with the signal's reason as soon as it is aborted. For work that cannot be
 * interrupted: it goes on, and its late value is given to `dispose`.
 */
export function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  dispose: (late: T) => Promise<unknown>,
): Promise<T> {
  // Nobody waits any more, so nobody can be told of a failure of the late work or of its disposal.
  const onAborted = () => void work.then(dispose).catch(() => {});
  return deadline(work, { signal, onAborted });
}
