import type { EventListener, EventReceivers, OctavecEvent } from "./event.js";
import { eventLogger } from "./event-logger.js";

/**
 * Calls listeners with events. It does so in a microtask, so that no listener runs in the middle of the code that sent the
 * event. Errors that a listener throws are dropped, and the process is warned once.
 */
export class EventHub {
  readonly #listeners = new Set<EventListener>();
  #hasWarned = false;

  constructor({ onEvent, logger }: EventReceivers) {
    if (onEvent !== undefined) this.#listeners.add(onEvent);
    if (logger !== undefined) this.#listeners.add(eventLogger(logger));
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: EventListener): () => void {
    // Each subscription has an entry of its own, also when two have the same listener.
    const entry: EventListener = (event) => listener(event);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  emit(event: OctavecEvent): void {
    if (this.#listeners.size === 0) return;
    queueMicrotask(() => {
      for (const listener of this.#listeners) this.#tell(listener, event);
    });
  }

  #tell(listener: EventListener, event: OctavecEvent): void {
    try {
      const result: unknown = listener(event);
      // A listener may be an async function.
      if (result instanceof Promise) result.catch((error: unknown) => this.#warn(error));
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const name = error instanceof Error ? error.name : typeof error;
    process.emitWarning(
      `octavec: a listener of events (onEvent, onTransition or logger) failed with ${name}. Its failures are ignored.`,
      { code: "OCTAVEC_LISTENER_FAILED" },
    );
  }
}
