import { namespaceIn, type OtherGateway, refused, switchIn, ttlIn } from "./other-gateway.js";

const FIELDS = ["ttl", "s-maxage", "s-max-age", "no-cache", "no-store", "namespace", "use-cache"];

/** The field `cache` of the body. https://docs.litellm.ai/docs/proxy/caching_controls */
export const LITELLM: OtherGateway = {
  prefixes: ["x-litellm-"],
  bodyField: "cache",
  read(_headers, field) {
    if (field === undefined || field === null) return {};
    if (typeof field !== "object" || Array.isArray(field))
      throw refused("The field cache", "expects an object");
    const cache = field as Readonly<Record<string, unknown>>;
    const age = cache["s-maxage"] ?? cache["s-max-age"];
    return {
      refresh: switchIn("cache.no-cache", cache["no-cache"]),
      noStore: switchIn("cache.no-store", cache["no-store"]),
      // There it asks for the cache where it is off by default. Here it is on, so only false says something.
      bypass: switchIn("cache.use-cache", cache["use-cache"]) === false,
      ttlMs: ttlIn("cache.ttl", cache.ttl),
      maxAgeMs: ttlIn("cache.s-maxage", age),
      namespace: namespaceIn("cache.namespace", cache.namespace),
      ignored: Object.keys(cache).some((name) => !FIELDS.includes(name)) ? ["cache: unknown fields"] : [],
    };
  },
  tell: ({ isHit, entryId, similarity }) => ({
    "x-litellm-cache-hit": isHit ? "True" : "False",
    ...(isHit && entryId !== undefined ? { "x-litellm-cache-key": entryId } : {}),
    ...(similarity === undefined ? {} : { "x-litellm-semantic-similarity": similarity }),
  }),
};
