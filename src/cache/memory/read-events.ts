import type { Executor, Reply } from "../../executor.js";
import { BEFORE_ALL_EVENTS, type CacheEvent, decodeEvents, latestEventId } from "./cache-event.js";

/** Events of one trip. Enough for bursts, few enough to be handled without being noticed. */
const MAX_EVENTS = 500;

export interface News {
  /** In order. */
  readonly events: readonly CacheEvent[];
  /** Some events after the position are not there any more, or never were on this server: nothing can be said. */
  readonly isBroken: boolean;
  /** There are no further ones. */
  readonly isComplete: boolean;
}

const BROKEN: News = { events: [], isBroken: true, isComplete: true };

/**
 * What happened after `position`. The event at the position itself is asked for as well: while it is there, everything after
 * it is; when it is not, the stream was trimmed beyond it, deleted, or is that of a server which never saw it (FLUSHALL, a
 * failover to a replica that lagged behind). Asks the primary: a replica may not have heard yet.
 */
export async function readEvents(
  executor: Executor,
  stream: string,
  position: string,
  options: { timeoutMs: number },
): Promise<News> {
  const isFromStart = position === BEFORE_ALL_EVENTS;
  const reply = await executor.send(
    ["XRANGE", stream, isFromStart ? "-" : position, "+", "COUNT", String(MAX_EVENTS)],
    { ...options, idempotent: true },
  );
  const found = decodeEvents(reply);
  const isComplete = found.length < MAX_EVENTS;
  if (isFromStart) {
    if (found.length === 0) return { events: [], isBroken: false, isComplete };
    // Asked for after the events, so that equality proves that none is missing.
    const info = await executor.send(["XINFO", "STREAM", stream], { ...options, idempotent: true });
    return entriesAdded(info) === found.length
      ? { events: found, isBroken: false, isComplete: true }
      : BROKEN;
  }
  const [known, ...events] = found;
  if (known?.id !== position) return BROKEN;
  return { events, isBroken: false, isComplete };
}

/** The last event there is, by the word of the primary. */
export async function readPosition(
  executor: Executor,
  stream: string,
  options: { timeoutMs: number },
): Promise<string> {
  const command = ["XREVRANGE", stream, "+", "-", "COUNT", "1"];
  return latestEventId(await executor.send(command, { ...options, idempotent: true }));
}

/** All entries a stream ever had, also those that were trimmed (Redis 7 on). */
function entriesAdded(info: Reply): number | undefined {
  if (!Array.isArray(info)) return undefined;
  const value: unknown = info[info.indexOf("entries-added") + 1];
  return typeof value === "number" ? value : undefined;
}
