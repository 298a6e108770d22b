import type { IncomingHttpHeaders } from "node:http";
import { hashOfKey, isKeyOfHash, keyIdOf, type MinuteLimits } from "../access/index.js";
import { bearerOf } from "../http/index.js";

/** A key of the gateway for its proxy. */
export interface ProxyKey extends MinuteLimits {
  readonly key: string;
  /** Whose answers its callers get. Keys with one tenant share answers. */
  readonly tenant: string;
}

/** Who calls the proxy. */
export interface Caller {
  /** Whose answers: the tenant of a key of the gateway, or made from the hash of the caller's own key. */
  readonly tenant: string;
  /** Names the caller's key, as `writer` of its answers. Undefined: it has none. */
  readonly writer?: string | undefined;
  /** Whether the caller has a key of the gateway, in place of which the upstream's is sent. */
  readonly isKnown: boolean;
  /** Limits of a key of the gateway, and what its use is counted under. Undefined: there are none. */
  readonly limited?: { readonly keyId: string; readonly limits: MinuteLimits } | undefined;
}

/** Keys of the gateway, kept as hashes. */
export class Callers {
  readonly #keys: readonly (Omit<ProxyKey, "key"> & { readonly hash: Buffer })[];

  constructor(keys: readonly ProxyKey[]) {
    this.#keys = keys.map(({ key, ...about }) => ({ ...about, hash: hashOfKey(key) }));
  }

  /** Compares with every key, so that the time does not say which one it was. */
  callerWith(credential: string | undefined): Caller {
    if (credential === undefined) return { tenant: "anonymous", isKnown: false };
    const hash = hashOfKey(credential);
    let found: Caller | undefined;
    for (const held of this.#keys) {
      if (!isKeyOfHash(held.hash, hash)) continue;
      const { requestsPerMinute, tokensPerMinute } = held;
      const hasLimit = requestsPerMinute !== undefined || tokensPerMinute !== undefined;
      const keyId = `proxy ${keyIdOf(hash)}`;
      const limited = hasLimit ? { keyId, limits: { requestsPerMinute, tokensPerMinute } } : undefined;
      found = { tenant: `team:${held.tenant}`, isKnown: true, writer: keyId, limited };
    }
    const own = { tenant: `key:${hash.toString("base64url")}`, writer: `key ${keyIdOf(hash)}` };
    return found ?? { ...own, isKnown: false };
  }
}

/** The headers in which clients of the providers send their key. */
const KEY_HEADERS = ["x-api-key", "x-goog-api-key", "api-key"] as const;

/** The key of a call: a header of a provider, `Authorization: Bearer`, or Google's `key` in the query. */
export function credentialOf(headers: IncomingHttpHeaders, query: URLSearchParams): string | undefined {
  for (const name of KEY_HEADERS) {
    const value = headers[name];
    if (typeof value === "string" && value !== "") return value;
  }
  return bearerOf(headers) ?? (query.get("key") || undefined);
}

/** Takes the caller's key out of the headers and the query. */
export function removeCredential(headers: Headers, query: URLSearchParams): void {
  for (const name of [...KEY_HEADERS, "authorization"]) headers.delete(name);
  query.delete("key");
}
