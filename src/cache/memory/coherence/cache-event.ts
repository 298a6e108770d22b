import { OctavecError } from "../../../errors/index.js";
import type { Reply } from "../../../executor.js";

/**
 * One entry of a cache's event stream: field `entry` with an entry id, `label` with a label id, `all` with `*` (all three are
 * invalidations), or `put` with an entry id: another answer took an entry's place.
 */
export interface CacheEvent {
  readonly id: string;
  readonly kind: string;
  readonly what: string;
}

/** Of XRANGE and XREVRANGE. @throws OctavecError `UNEXPECTED_REPLY`. */
export function decodeEvents(reply: Reply | undefined): CacheEvent[] {
  if (!Array.isArray(reply)) throw unexpected();
  return reply.map((event: Reply) => {
    const [id, fields] = Array.isArray(event) ? event : [];
    const [kind, what] = Array.isArray(fields) ? fields : [];
    if (typeof id !== "string" || typeof kind !== "string" || typeof what !== "string") throw unexpected();
    return { id, kind, what };
  });
}

function unexpected(): OctavecError {
  return new OctavecError(
    "UNEXPECTED_REPLY",
    "The event stream of the cache answered with a shape that is not known: expected a list of ids with fields.",
  );
}
