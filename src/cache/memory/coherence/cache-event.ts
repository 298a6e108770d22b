import type { Reply } from "../../../executor.js";
import { listOf, readList, unexpectedReply } from "../../../reply.js";

/**
 * One entry of a cache's event stream: field `entry` with an entry id, `label` with a label id, `all` with `*` (all three are
 * invalidations), or `put` with an entry id: another answer took an entry's place.
 */
export interface CacheEvent {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
}

const COMMAND = "XRANGE";

/** Of XRANGE and XREVRANGE. @throws OctavecError `UNEXPECTED_REPLY`. */
export function decodeEvents(reply: Reply | undefined): CacheEvent[] {
  return readList(COMMAND, reply).map((event) => {
    const [id, fields] = listOf(event);
    const [kind, what] = listOf(fields);
    if (typeof id !== "string" || typeof kind !== "string" || typeof what !== "string") {
      throw unexpectedReply(COMMAND, "ids with fields", event);
    }
    return { id, kind, what };
  });
}
