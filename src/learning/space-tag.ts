import { createHash } from "node:crypto";

/** Marks rows with the vector space that they were learned in: those of another one mean nothing. */
export function spaceTag(space: string): string {
  return createHash("sha256").update(space).digest("base64url").slice(0, 8);
}
