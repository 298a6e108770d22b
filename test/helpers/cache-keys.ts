import type { Reply, VectorClient } from "../../src/index.js";

/** What a test may look at behind the cache's back: the keys of one tenant's current generation. */
export interface TenantKeys {
  /** `{namespace:tenant:cache}:` */
  readonly base: string;
  /** The same with the generation. */
  readonly prefix: string;
  entry(entryId: string): string;
  vectors(entryId: string): string;
}

export function tenantKeys(namespace: string, tenant = "acme", generation = "0"): TenantKeys {
  const base = `{${namespace}:${tenant}:cache}:`;
  const prefix = `${base}${generation}:`;
  return {
    base,
    prefix,
    entry: (entryId) => `${prefix}e:${entryId}`,
    vectors: (entryId) => `${prefix}v:${entryId.slice(0, 16)}`,
  };
}

export async function numberOf(client: VectorClient, ...command: string[]): Promise<number> {
  return Number(await client.sendCommand(command));
}

/** Entries and bytes of the account, and how many entries each index holds: all the same, or something was left behind. */
export async function countsOf(
  client: VectorClient,
  { prefix }: TenantKeys,
): Promise<{ entries: number; bytes: number; indexed: number[] }> {
  const [sum, exp, use, own]: Reply[] = await Promise.all([
    client.sendCommand(["HMGET", `${prefix}sum`, "entries", "bytes"]),
    client.sendCommand(["ZCARD", `${prefix}exp`]),
    client.sendCommand(["ZCARD", `${prefix}use`]),
    client.sendCommand(["HLEN", `${prefix}own`]),
  ]);
  const [entries, bytes] = Array.isArray(sum) ? sum.map(Number) : [];
  return { entries: entries ?? 0, bytes: bytes ?? 0, indexed: [exp, use, own].map(Number) };
}
