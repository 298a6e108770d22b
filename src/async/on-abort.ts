interface Waiting {
  readonly callbacks: Set<() => void>;
  readonly listener: () => void;
}

/** A signal that nobody holds any more takes its entry along. */
const WAITING = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls `callback` when the signal is aborted. One signal may belong to thousands of calls at the same time (all those of
 * one request), and Node warns of a leak from the eleventh listener on: so each signal gets one listener for all.
 *
 * @returns a function that ends the waiting.
 */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return nothing;
  const waiting = WAITING.get(signal) ?? listenTo(signal);
  // Each wait has an entry of its own, also when two have the same callback.
  const entry = () => callback();
  waiting.callbacks.add(entry);
  return () => {
    waiting.callbacks.delete(entry);
    if (waiting.callbacks.size > 0 || WAITING.get(signal) !== waiting) return;
    WAITING.delete(signal);
    signal.removeEventListener("abort", waiting.listener);
  };
}

/** Waits, unless the signal is aborted first. Rejects with the signal's reason. */
export function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = setTimeout(() => {
      stopListening();
      resolve();
    }, delayMs);
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
    // What one of them ends is not called any more.
    for (const callback of callbacks) callback();
  };
  const waiting = { callbacks, listener };
  WAITING.set(signal, waiting);
  signal.addEventListener("abort", listener, { once: true });
  return waiting;
}
