import { z } from "zod";
import type { Caller } from "../access/index.js";
import { cacheFields } from "../config/index.js";
import type { CacheDefinition } from "./cache-definition.js";

/** A cache of the control plane, as Redis holds it. Other versions may know more fields. */
const storedCache = z.object({
  ...cacheFields,
  id: cacheFields.id.unwrap(),
  databaseId: z.string().optional(),
  createdAtMs: z.number(),
});

const storedKey = z.object({
  keyId: z.string(),
  name: z.string(),
  /** SHA-256 of the token, in hexadecimal digits. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  grants: z.array(z.object({ cacheId: z.string(), actions: z.array(z.enum(["read", "write"])) })),
  createdAtMs: z.number(),
});

/** A key of the control plane. The token itself is not kept. */
export type StoredKey = z.output<typeof storedKey>;

export interface HeldKey extends StoredKey {
  readonly caller: Caller;
}

/** Undefined for a record that this version cannot read. */
export function readStoredCache(text: string): CacheDefinition | undefined {
  const parsed = storedCache.safeParse(jsonOf(text));
  return parsed.success ? { ...parsed.data, from: "control", isOpen: false } : undefined;
}

export function writeStoredCache({ from: _from, isOpen: _isOpen, ...record }: CacheDefinition): string {
  return JSON.stringify(record);
}

/** Undefined for a record that this version cannot read. */
export function readStoredKey(text: string): HeldKey | undefined {
  const parsed = storedKey.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { keyId, grants } = parsed.data;
  return { ...parsed.data, caller: { keyId, grants } };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
