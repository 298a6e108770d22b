interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** A `WeakMap`, so that an entry goes when its signal is garbage-collected. */
const WAITING = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls `callback` when the signal is aborted. All callbacks of one signal share one listener: thousands of calls may use
 * the same signal, and Node warns of a leak at the eleventh listener.
 *
 * @returns a function that removes the callback.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return nothing;
  const waiting = WAITING.get(signal) ?? listenTo(signal);
  // A new function for each call, because a set would keep the same callback only once.
  const entry = () => callback();
  waiting.callbacks.add(entry);
  return () => {
    waiting.callbacks.delete(entry);
    if (waiting.callbacks.size > 0 || WAITING.get(signal) !== waiting) return;
    WAITING.delete(signal);
    signal.removeEventListener("abort", waiting.listener);
  };
}

/**
 * Waits for `delayMs`. If the signal is aborted, rejects with its reason.
 *
 * @param options - `ref`: whether the wait keeps the process alive. Default true.
 */
export function pause(
  delayMs: number,
  signal: AbortSignal | undefined,
  { ref = true }: { readonly ref?: boolean } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(() => {
      stopListening();
      resolve();
    }, delayMs);
    if (!ref) timer.unref();
    const stopListening = onAbort(signal, () => {
      clearTimeout(timer);
      reject(signal?.reason);
    });
  });
}

function nothing(): void {}

function listenTo(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const listener = () => {
    // A callback may remove others, which are then not called.
    for (const callback of callbacks) callback();
  };
  const waiting = { callbacks, listener };
  WAITING.set(signal, waiting);
  signal.addEventListener("abort", listener, { once: true });
  return waiting;
}
