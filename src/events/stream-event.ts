import { OctavecError } from "../errors/index.js";
import type { Reply } from "../executor.js";

/** One event of a channel, as readers get it. */
export interface StreamEvent {
  /** Position in the channel; later events have larger ids. A `gap` has the last id that was read before it. */
  readonly id: string;
  /**
   * The published type, `end` or `gap`. `end` is the last event of a channel. `gap` means that events may be missing here,
   * because they were dropped before they were read; its `data` is `{ after, resumedAt }`, two ids.
   */
  readonly type: string;
  /** The published data after a round trip through JSON; null if there was none. */
  readonly data: unknown;
}

export const END = "end";
export const GAP = "gap";

const ID = /^\d{1,20}-\d{1,20}$/;

/** Whether a text has the form of an event id. */
export function isEventId(text: string): boolean {
  return ID.test(text);
}

/** Compares two ids: negative if `a` is older, 0 if they are equal. */
export function compareIds(a: string, b: string): number {
  const [left, right] = [a, b].map((id) => id.split("-").map(BigInt));
  for (const part of [0, 1]) {
    const difference = (left?.[part] ?? 0n) - (right?.[part] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}

/** The fields of an entry in the stream. */
export function encodeEvent(type: string, data: unknown): string[] {
  return ["type", type, "data", JSON.stringify(data)];
}

/** Decodes a reply of XRANGE. @throws OctavecError `UNEXPECTED_REPLY` for entries that this library did not write. */
export function decodeEvents(reply: Reply): StreamEvent[] {
  if (!Array.isArray(reply)) throw foreign();
  return reply.map(decodeEvent);
}

function decodeEvent(entry: Reply): StreamEvent {
  const [id, fields] = Array.isArray(entry) ? entry : [];
  if (typeof id !== "string" || !Array.isArray(fields)) throw foreign();
  const [typeName, type, dataName, data] = fields;
  if (typeName !== "type" || dataName !== "data" || typeof type !== "string" || typeof data !== "string") {
    throw foreign();
  }
  return { id, type, data: JSON.parse(data) };
}

function foreign(): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    "Expected a stream with the entries of an EventStream. Check that nothing else writes to its keys.",
  );
}
