import { decodeAttributes } from "../../commands/index.js";
import type { Attributes } from "../../options/index.js";

/**
 * How an element carries the instant from which it has expired: as the first field of its attributes, so that FILTER sees it, the
 * server finds it at once, and no JSON need be parsed to read it. Users never see it.
 *
 * `{"_expiresAtMs":N}` is an element without attributes, `{"_expiresAtMs":N }` one whose attributes are `{}`.
 */
export const EXPIRY_FIELD = "_expiresAtMs";

/** The instant of an element that never expires: the last one that a `Date` can hold. */
export const NEVER_MS = 8_640_000_000_000_000;

/** What attributes with an instant begin with. */
export const INSTANT_PREFIX = `{"${EXPIRY_FIELD}":`;
const PREFIX_BYTES = Buffer.from(INSTANT_PREFIX);

const INSTANT = new RegExp(`^\\{"${EXPIRY_FIELD}":(\\d{1,16})(?=[ ,}])`);
/** The longest beginning of a text that can match `INSTANT`. */
const HEAD_LENGTH = INSTANT_PREFIX.length + 17;

/** Milliseconds since 1970 by the server's clock; undefined if the stored attributes have no instant. */
export function instantOf(stored: string | Buffer | undefined): number | undefined {
  if (stored === undefined) return undefined;
  const begins =
    typeof stored === "string"
      ? stored.startsWith(INSTANT_PREFIX)
      : stored.subarray(0, PREFIX_BYTES.length).equals(PREFIX_BYTES);
  if (!begins) return undefined;
  const head =
    typeof stored === "string" ? stored.slice(0, HEAD_LENGTH) : stored.toString("latin1", 0, HEAD_LENGTH);
  const digits = INSTANT.exec(head)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Attributes as they are stored, with an instant. @param text - JSON text of an object without one; undefined or empty for none. */
export function withInstant(text: string | undefined, instantMs: number): string {
  const rest = text === undefined || text === "" ? "}" : text === "{}" ? " }" : `,${text.slice(1)}`;
  return `${INSTANT_PREFIX}${instantMs}${rest}`;
}

/** The text without its instant; undefined if there are no attributes besides. */
export function withoutInstant(stored: string): string | undefined {
  if (instantOf(stored) === undefined) return stored;
  const rest = stored.slice(INSTANT.exec(stored)![0].length);
  if (rest === "}") return undefined;
  return rest === " }" ? "{}" : `{${rest.slice(1)}`;
}

/** The attributes that users see. Undefined if there are none, or if another program has stored something that is no JSON object. */
export function storedAttributes(stored: string | undefined): Attributes | undefined {
  const text = stored === undefined ? undefined : withoutInstant(stored);
  return text === undefined || text === "" ? undefined : decodeAttributes(text);
}

/** When an element expires, for users: undefined if it never does. */
export function expiresAtOf(stored: string | Buffer | undefined): number | undefined {
  const instantMs = instantOf(stored);
  return instantMs === NEVER_MS ? undefined : instantMs;
}
