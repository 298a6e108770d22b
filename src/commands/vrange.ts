import { OctavecError } from "../errors/index.js";
import type { Command, CommandArgument, Reply } from "../executor.js";
import { readTexts } from "../reply.js";

/**
 * VRANGE key start end [count]
 * https://redis.io/docs/latest/commands/vrange/ — since 8.4.0; 8.0 and 8.2 answer `ERR unknown command`.
 *
 * This file follows the manual and the server's published source. Its unit tests use replies written by hand, because no
 * server of such a version was available to record them.
 *
 * - Reply: an array of elements, sorted by their bytes, in both protocols; empty for an absent key.
 * - A bound is `[x` (including x), `(x` (excluding x), `-` (only as start) or `+` (only as end). The server refuses a
 *   bracket without a name, so a bound at the empty element is written in another way (see below).
 * - count: most elements. All if it is absent or below 0, none if it is 0.
 * - The server keeps no cursor: to walk a set, ask for the elements after the last one received.
 * - `ERR invalid start range format`, `ERR invalid end range format`, `ERR invalid COUNT value`,
 *   `ERR '-' can only be used as first argument, '+' only as second`.
 */
export interface VrangeOptions {
  key: string;
  /** Default: from the first element. */
  start?: RangeBound | undefined;
  /** Default: to the last element. */
  end?: RangeBound | undefined;
  /** Most elements to return. Default: all. */
  count?: number | undefined;
}

export interface RangeBound {
  /** As bytes for a name that is not valid UTF-8. */
  readonly element: string | Buffer;
  /** Whether the element itself belongs to the range. */
  readonly inclusive: boolean;
}

/** @throws OctavecError `INVALID_ARGUMENT` for an exclusive end at the empty element, because nothing sorts before it. */
export function encodeVrange({ key, start, end, count }: VrangeOptions): Command {
  const range = ["VRANGE", key, startBound(start), endBound(end)];
  return count === undefined ? range : [...range, String(count)];
}

export function decodeVrange(reply: Reply): string[] {
  return readTexts("VRANGE", reply);
}

/** The smallest name after the empty one is a single zero byte. */
const AFTER_EMPTY = "\0";

function startBound(bound: RangeBound | undefined): CommandArgument {
  if (bound === undefined) return "-";
  if (bound.element.length === 0) return bound.inclusive ? "-" : `[${AFTER_EMPTY}`;
  return bracket(bound);
}

function endBound(bound: RangeBound | undefined): CommandArgument {
  if (bound === undefined) return "+";
  if (bound.element.length > 0) return bracket(bound);
  if (bound.inclusive) return `(${AFTER_EMPTY}`;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "The end of the range excludes the empty element, and nothing sorts before it, so the range contains nothing. Choose a later end.",
  );
}

function bracket({ element, inclusive }: RangeBound): CommandArgument {
  const sign = inclusive ? "[" : "(";
  return typeof element === "string" ? sign + element : Buffer.concat([Buffer.from(sign), element]);
}
