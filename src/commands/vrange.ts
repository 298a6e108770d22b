import { OctavecError } from "../errors/index.js";
import type { Command, Reply } from "../executor.js";
import { readTexts } from "../reply.js";

/**
 * VRANGE key start end [count]
 * https://redis.io/docs/latest/commands/vrange/ — since 8.4.0; 8.0 and 8.2 answer `ERR unknown command`.
 *
 * No server of such a version was at hand to record replies from: this file follows the manual and the server's
 * published source, and its tests use replies written by hand.
 *
 * - Reply: an array of elements in the order of their bytes, in both protocols; empty for an absent key.
 * - A bound is `[x` (x itself counts) or `(x` (it does not), `-` (only as start) or `+` (only as end).
 *   A bracket without a name is refused, so bounds at the empty element have to be written otherwise (see below).
 * - count: most elements; left out or below 0 all of them, 0 none.
 * - Stateless: to walk a set, ask for the elements after the last one seen.
 * - `ERR invalid start range format`, `ERR invalid end range format`, `ERR invalid COUNT value`,
 *   `ERR '-' can only be used as first argument, '+' only as second`.
 */
export interface VrangeOptions {
  key: string;
  /** Where to begin. Default: the first element. */
  start?: RangeBound | undefined;
  /** Where to end. Default: the last element. */
  end?: RangeBound | undefined;
  /** Most elements to return. Default: all. */
  count?: number | undefined;
}

export interface RangeBound {
  readonly element: string;
  /** Whether the element itself belongs to the range. */
  readonly inclusive: boolean;
}

/** Throws INVALID_ARGUMENT for an exclusive end at the empty element: nothing sorts before it. */
export function encodeVrange({ key, start, end, count }: VrangeOptions): Command {
  const command = ["VRANGE", key, startBound(start), endBound(end)];
  if (count !== undefined) command.push(String(count));
  return command;
}

export function decodeVrange(reply: Reply): string[] {
  return readTexts("VRANGE", reply);
}

/** The smallest name after the empty one is a single zero byte. */
const AFTER_EMPTY = "\0";

function startBound(bound: RangeBound | undefined): string {
  if (bound === undefined) return "-";
  if (bound.element === "") return bound.inclusive ? "-" : `[${AFTER_EMPTY}`;
  return bracket(bound);
}

function endBound(bound: RangeBound | undefined): string {
  if (bound === undefined) return "+";
  if (bound.element !== "") return bracket(bound);
  if (bound.inclusive) return `(${AFTER_EMPTY}`;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "The end of a range must leave room for an element, but it excludes the empty name, before which nothing sorts. Choose a later end.",
  );
}

function bracket({ element, inclusive }: RangeBound): string {
  return `${inclusive ? "[" : "("}${element}`;
}
