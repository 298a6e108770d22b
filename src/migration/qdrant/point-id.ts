import { createHash } from "node:crypto";
import { OctavecError } from "../../errors/index.js";

/** Qdrant's own ids: unsigned 64-bit whole numbers and UUIDs. */
export type PointId = number | bigint | string;

const WHOLE_NUMBER = /^(0|[1-9]\d{0,19})$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_U64 = 2n ** 64n - 1n;

/** Namespace of the UUIDs that `foreignPointId` makes. Any fixed UUID would do. */
const NAMESPACE = Buffer.from("6f63746176656337a1d2c5b0e4f8091a", "hex");

/**
 * The id of a point as text: the digits of a whole number, or a UUID as Qdrant writes it (lower case, with hyphens).
 * `pointIdOf` is the inverse.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for a number above 2^53 − 1, which JSON has rounded. Only Node.js 21 and newer can
 *   read such numbers exactly.
 */
export function pointIdText(id: unknown): string {
  if (typeof id === "string" || typeof id === "bigint") return String(id);
  if (typeof id === "number" && Number.isSafeInteger(id)) return String(id);
  if (typeof id === "number" && Number.isInteger(id)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `This Node.js (${process.version}) cannot read a point's id above 2^53 - 1 exactly. Run the migration on Node.js 22 or newer.`,
    );
  }
  throw new OctavecError(
    "UNEXPECTED_REPLY",
    `Expected a whole number or a UUID as a point's id, got ${id === null ? "null" : typeof id}.`,
  );
}

/** The id of a point from its text; undefined if no point of Qdrant can have this id. */
export function pointIdOf(text: string): PointId | undefined {
  if (UUID.test(text)) return text;
  if (!WHOLE_NUMBER.test(text)) return undefined;
  const number = BigInt(text);
  if (number > MAX_U64) return undefined;
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number;
}

/** A UUID made from an id that Qdrant cannot hold. The same id always gives the same UUID (version 5, RFC 9562 §5.5). */
export function foreignPointId(text: string): string {
  const hash = createHash("sha1").update(NAMESPACE).update(text, "utf8").digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Whether this Node.js can write the id to JSON exactly. `JSON.rawJSON` exists since Node.js 21. */
export function canSend(id: PointId): boolean {
  return typeof id !== "bigint" || "rawJSON" in JSON;
}
