import { randomBytes } from "node:crypto";
import type { EncryptionSettings } from "../../src/options/index.js";

/** Keys of a cache: each call makes new ones. The first id is the current one. */
export function encryptionKeys(...ids: string[]): EncryptionSettings {
  const keys = Object.fromEntries(ids.map((id) => [id, randomBytes(32).toString("base64")]));
  return { keys, current: ids[0] ?? "" };
}
