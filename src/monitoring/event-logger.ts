import type { BackgroundFailureEvent, BreakerEvent, EventListener, Logger } from "./event.js";

/** Background work may fail many times per second, so there is at most one line per job and code in this time. */
const SILENCE_MS = 60_000;

/** Writes one line per event, with the event as its fields. */
export function eventLogger(logger: Logger, nowMs: () => number = () => performance.now()): EventListener {
  const background = new BackgroundLines(nowMs);
  return (event) => {
    switch (event.type) {
      case "server-down":
        return logger.error(event, `octavec: ${event.server} is down (${event.code}): ${event.message}`);
      case "server-up":
        return logger.info(event, `octavec: ${event.server} is up again after ${event.downMs} ms`);
      case "breaker":
        return logBreaker(logger, event);
      case "missing-right":
        return logger.error(event, `octavec: the Redis user lacks a right: ${event.message}`);
      case "advisory":
        return logger.warn(
          event,
          `octavec: ${event.server} runs Redis ${event.version}, of which this is known: ${event.advisories.join(", ")}. See client.advisories().`,
        );
      case "embedder-down":
        return logger.error(
          event,
          `octavec: the embedder ${event.model} failed ${event.failures} times in a row (${event.code}) and is skipped for a while`,
        );
      case "embedder-up":
        return logger.info(
          event,
          `octavec: the embedder ${event.model} works again after ${event.downMs} ms`,
        );
      case "background-failure": {
        const leftOut = background.leftOutBefore(event);
        if (leftOut === undefined) return;
        const fields = leftOut === 0 ? event : { ...event, leftOut };
        return logger.warn(fields, `octavec: background work failed: ${event.job} (${event.code})`);
      }
    }
  };
}

function logBreaker(logger: Logger, event: BreakerEvent): void {
  const { server, from, to } = event;
  const line = `octavec: the circuit breaker of ${server} went from ${from} to ${to}`;
  if (to === "half-open" || from === "half-open") logger.debug?.(event, line);
  else if (to === "closed") logger.info(event, line);
  else logger.warn(event, line);
}

/** Keeps the failures of one job from filling the log. */
class BackgroundLines {
  readonly #last = new Map<string, { atMs: number; leftOut: number }>();

  constructor(private readonly nowMs: () => number) {}

  /** Number of failures left out since the last line; undefined if this failure must be left out as well. */
  leftOutBefore({ job, code }: BackgroundFailureEvent): number | undefined {
    const key = `${job} ${code}`;
    const atMs = this.nowMs();
    const last = this.#last.get(key);
    if (last !== undefined && atMs - last.atMs < SILENCE_MS) {
      last.leftOut++;
      return undefined;
    }
    this.#last.set(key, { atMs, leftOut: 0 });
    return last?.leftOut ?? 0;
  }
}
