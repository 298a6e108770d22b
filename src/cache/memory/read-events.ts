import type { Executor, Reply } from "../../executor.js";
import {
  BEFORE_ALL_EVENTS,
  type CacheEvent,
  decodeEvents,
  latestEventId,
  latestEventOf,
} from "./cache-event.js";

/** Events of one round trip, at most: enough for bursts, few enough to be handled without a pause. */
const MAX_EVENTS = 500;

export interface NewEvents {
  /** In order. */
  readonly events: readonly CacheEvent[];
  /** Events after the position may be missing. */
  readonly isBroken: boolean;
  /** There are no further events. */
  readonly isComplete: boolean;
}

const BROKEN: NewEvents = { events: [], isBroken: true, isComplete: true };

/**
 * The events after `position`. The event at the position is requested, too: if it is there, so are all later ones. If it is
 * gone, the stream was trimmed beyond it or deleted, or the server never had it (FLUSHALL, or a failover to a replica that
 * lagged behind). Asks the primary, because a replica may lag.
 */
export async function readEvents(
  executor: Executor,
  stream: string,
  position: string,
  options: { timeoutMs: number },
): Promise<NewEvents> {
  const isFromStart = position === BEFORE_ALL_EVENTS;
  const reply = await executor.send(
    ["XRANGE", stream, isFromStart ? "-" : position, "+", "COUNT", String(MAX_EVENTS)],
    { ...options, idempotent: true },
  );
  const found = decodeEvents(reply);
  const isComplete = found.length < MAX_EVENTS;
  if (isFromStart) {
    if (found.length === 0) return { events: [], isBroken: false, isComplete };
    // Requested after the events, so that equal numbers prove that none is missing.
    const info = await executor.send(["XINFO", "STREAM", stream], { ...options, idempotent: true });
    return entriesAdded(info) === found.length
      ? { events: found, isBroken: false, isComplete: true }
      : BROKEN;
  }
  const [known, ...events] = found;
  if (known?.id !== position) return BROKEN;
  return { events, isBroken: false, isComplete };
}

/** Id of the last event, from the primary. */
export async function readPosition(
  executor: Executor,
  stream: string,
  options: { timeoutMs: number },
): Promise<string> {
  const command = latestEventOf(stream);
  return latestEventId(await executor.send(command, { ...options, idempotent: true }));
}

/** Number of all entries a stream ever had, trimmed ones included. Undefined before Redis 7. */
function entriesAdded(info: Reply): number | undefined {
  if (!Array.isArray(info)) return undefined;
  const value: unknown = info[info.indexOf("entries-added") + 1];
  return typeof value === "number" ? value : undefined;
}
