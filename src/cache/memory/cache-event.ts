import type { Command, Reply } from "../../executor.js";
import { listOf, readList, textOf, unexpectedReply } from "../../reply.js";

/**
 * One entry of a cache's event stream: field `entry` with an entry id, `label` with a label id, `all` with `*` (all three are
 * invalidations), or `put` with an entry id: another answer took an entry's place. An invalidation may have the further field
 * `trace`.
 */
export interface CacheEvent {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
  /** The span in which it was written, as `traceparent`, if there was one. */
  readonly origin?: string | undefined;
}

/** The last event of a stream that never had one. */
export const BEFORE_ALL_EVENTS = "0-0";

/** Of XRANGE and XREVRANGE. @throws OctavecError `UNEXPECTED_REPLY`. */
export function decodeEvents(reply: Reply | undefined): CacheEvent[] {
  return readList("XRANGE", reply).map((event) => {
    const [id, fields] = listOf(event);
    const [kind, what, further, value] = listOf(fields);
    if (typeof id !== "string" || typeof kind !== "string" || typeof what !== "string") {
      throw unexpectedReply("XRANGE", "ids with fields", event);
    }
    const origin = further === "trace" && typeof value === "string" ? value : undefined;
    return { id, kind, what, ...(origin === undefined ? {} : { origin }) };
  });
}

/** Reads the latest event of a stream. */
export function latestEventOf(stream: string): Command {
  return ["XREVRANGE", stream, "+", "-", "COUNT", "1"];
}

/** The id in the reply of {@link latestEventOf}, as text or as bytes. */
export function latestEventId(reply: Reply | undefined): string {
  return textOf(listOf(listOf(reply)[0])[0]) ?? BEFORE_ALL_EVENTS;
}

/** Whether one stream id (`milliseconds-sequence`) comes after another. */
export function isAfter(id: string, other: string): boolean {
  if (id === other) return false;
  const [ms = 0, sequence = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split("-").map(Number);
  return ms === otherMs ? sequence > otherSequence : ms > otherMs;
}
