import type { BackgroundFailureEvent, EventListener, Logger, OctavecEvent } from "./event.js";
import { EVENT_TABLE, type EventRow, type LogLevel } from "./event-table.js";

/** Background work may fail many times per second, so there is at most one line per job and code in this time. */
const SILENCE_MS = 60_000;

/** Writes one line per event, with the event as its fields, at the level in {@link EVENT_TABLE}. */
export function eventLogger(logger: Logger, nowMs: () => number = () => performance.now()): EventListener {
  const background = new BackgroundLines(nowMs);
  return (event) => {
    const { level, text } = lineOf(event);
    if (event.type !== "background-failure") return logger[level]?.(event, text);
    const leftOut = background.leftOutBefore(event);
    if (leftOut !== undefined) logger[level]?.(leftOut === 0 ? event : { ...event, leftOut }, text);
  };
}

function lineOf(event: OctavecEvent): { level: LogLevel; text: string } {
  // The row is that of the event's own type, which the compiler cannot follow.
  const { level, text }: EventRow<never> = EVENT_TABLE[event.type];
  const own = event as never;
  return { level: typeof level === "function" ? level(own) : level, text: `octavec: ${text(own)}` };
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
