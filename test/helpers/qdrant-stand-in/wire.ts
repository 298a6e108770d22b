/** Ids as the stand-in keeps them: whole numbers of 64 bits, and UUIDs. */
export type PointId = bigint | string;

const MARK = "\u0000whole:";

/** JSON with every digit of a bigint, as Qdrant writes its ids. */
export function wireJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? `${MARK}${item}` : item,
  );
  return text.replaceAll(/"\\u0000whole:(\d+)"/g, "$1");
}

/** An id of a request. Throws on what is neither, as the server refuses it. */
export function readId(id: unknown): PointId {
  if (typeof id === "bigint") return id;
  if (typeof id === "number" && Number.isInteger(id) && id >= 0) return BigInt(id);
  if (typeof id === "string" && /^[0-9a-f-]{36}$/i.test(id)) return id.toLowerCase();
  throw new Refusal(400, `Format error in JSON body: value ${JSON.stringify(id)} is not a valid point ID`);
}

/** Qdrant's order: whole numbers before UUIDs. */
export function compareIds(a: PointId, b: PointId): number {
  if (typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Answered as `{ status: { error }, time }`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
  ) {
    super(error);
  }
}
