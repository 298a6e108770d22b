import { createHash } from "node:crypto";
import { OctavecError } from "../../errors/index.js";

/** Qdrant's own ids: unsigned 64-bit whole numbers and UUIDs. */
export type PointId = number | bigint | string;

const WHOLE_NUMBER = /^(0|[1-9]\d{0,19})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_U64 = 2n ** 64n - 1n;

/** Names the space of UUIDs that `foreignPointId` makes; any fixed UUID does. */
const NAMESPACE = Buffer.from("6f63746176656337a1d2c5b0e4f8091a", "hex");

/**
 * The text of a point's id: digits for a whole number, lower-case hyphenated UUID as Qdrant writes it. `pointIdOf` is the
 * way back.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for a whole number beyond 2^53 − 1 that JSON has rounded already: only Node.js 21
 *   and later can read those exactly.
 */
export function pointIdText(id: unknown): string {
  if (typeof id === "string" || typeof id === "bigint") return String(id);
  if (typeof id === "number" && Number.isSafeInteger(id)) return String(id);
  if (typeof id === "number" && Number.isInteger(id)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `A point's id lies beyond 2^53 - 1 and was read inexactly by this Node.js (${process.version}). Run the migration on Node.js 22 or newer.`,
    );
  }
  throw new OctavecError(
    "UNEXPECTED_REPLY",
    `A point's id must be a whole number or a UUID, got ${id === null ? "null" : typeof id}.`,
  );
}

/** The point's id behind a text, or undefined when no point of Qdrant can have it. */
export function pointIdOf(text: string): PointId | undefined {
  if (UUID.test(text)) return text;
  if (!WHOLE_NUMBER.test(text)) return undefined;
  const number = BigInt(text);
  if (number > MAX_U64) return undefined;
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number;
}

/** A UUID (version 5, RFC 9562 §5.5) that is always the same for one text, for ids that Qdrant cannot hold. */
export function foreignPointId(text: string): string {
  const hash = createHash("sha1").update(NAMESPACE).update(text, "utf8").digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether JSON of this Node.js can carry the id: `JSON.rawJSON` came with Node.js 21. */
export function canSend(id: PointId): boolean {
  return typeof id !== "bigint" || "rawJSON" in JSON;
}
