import { randomBytes } from "node:crypto";

const RUN = randomBytes(4).toString("hex");
let count = 0;

/**
 * A key prefix (or namespace) that no other test has, in this run or another one on the same server: `search-3fa901bc-1`.
 * Letters, digits and dashes only, so it needs no escaping anywhere. Tests keep apart by it instead of flushing.
 */
export function uniquePrefix(label: string): string {
  count++;
  return `${label.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${RUN}-${count}`;
}
