import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a key, the only form in which the gateway keeps it. Keys are long random texts, so no salt is needed. */
export function hashOfKey(key: string): Buffer {
  return createHash("sha256").update(key, "utf8").digest();
}

/** Characters of a hash that name its key. */
const ID_LENGTH = 12;

/** Names a key in logs and counters: the beginning of its hash. */
export function keyIdOf(hash: Buffer): string {
  return hash.toString("hex").slice(0, ID_LENGTH);
}

/** Whether a key has this hash, in a time that says nothing about where they differ. */
export function isKeyOfHash(keyHash: Buffer, hash: Buffer): boolean {
  return keyHash.length === hash.length && timingSafeEqual(keyHash, hash);
}
