import { SharedCalls } from "../../../src/async/index.js";
import { type CacheRequest, identityOf, KeyHasher } from "../../../src/cache/question/index.js";
import { cacheSettingsSchema, parseOptions } from "../../../src/options/index.js";
import type { ReadRequest } from "../../../src/requests/index.js";

/** The ids that the cache gives to a request, or why there are none. */
export type Identity =
  | { readonly scopeId: string; readonly entryId: string; readonly text: string }
  | { readonly reason: string };

/** Earlier turns count word for word, and agents are allowed, so that the canonicaliser alone decides. */
const settings = parseOptions(
  cacheSettingsSchema,
  { namespace: "test", multiTurn: "context-hash", agentTurns: "allow" },
  "settings",
);
const context = {
  ...{ settings: { ...settings, tenant: "test" }, hasher: new KeyHasher(), space: "" },
  ...{ condense: undefined, embeddings: new SharedCalls<never>(), recent: undefined },
};

export function identify(read: ReadRequest): Identity {
  if (!read.cacheable) return { reason: read.reason };
  const found = idsOf(read.request);
  return "bypass" in found ? { reason: found.bypass } : found;
}

/** @throws if the cache refuses the request, which a canonicaliser must not let happen. */
export function idsOf(request: CacheRequest) {
  const found = identityOf(context, request, undefined);
  if (found instanceof Promise) throw new Error("Nothing is condensed here.");
  return found;
}
