import type { Reply } from "../../../executor.js";
import { BEFORE_ALL_EVENTS } from "./event-id.js";

/** Of `XREVRANGE <stream> + - COUNT 1`, also when asked for with `binary`. */
export function latestEventId(reply: Reply | undefined): string {
  const last: Reply | undefined = Array.isArray(reply) ? reply[0] : undefined;
  const id: Reply | undefined = Array.isArray(last) ? last[0] : undefined;
  if (Buffer.isBuffer(id)) return id.toString("latin1");
  return typeof id === "string" ? id : BEFORE_ALL_EVENTS;
}
