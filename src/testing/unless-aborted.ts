import { onAbort } from "../on-abort.js";

/**
 * The promise's value, or a rejection with the signal's reason as soon as it is aborted. For work that cannot be
 * interrupted: it goes on, and what it brings after all is given to `dispose`.
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  dispose: (late: T) => Promise<unknown>,
): Promise<T> {
  if (signal === undefined) return work;
  let stopListening = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stopListening = onAbort(signal, () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    // Nobody waits any more, so a failure of the late work or of its disposal has nobody to be told.
    work.then(dispose).catch(() => {});
    throw error;
  } finally {
    stopListening();
  }
}
