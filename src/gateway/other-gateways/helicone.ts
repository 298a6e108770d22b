import { namespaceIn, type OtherGateway, refused, switchIn, ttlIn } from "./other-gateway.js";

const ENABLED = "helicone-cache-enabled";
const BUCKET = "helicone-cache-bucket-max-size";
const SEED = "helicone-cache-seed";
const IGNORED_KEYS = "helicone-cache-ignore-keys";
const MAX_BUCKET = 20;

/** https://docs.helicone.ai/features/advanced-usage/caching */
export const HELICONE: OtherGateway = {
  prefixes: ["helicone-"],
  read(headers) {
    const isEnabled = switchIn(ENABLED, headers.get(ENABLED));
    const bucket = headers.get(BUCKET);
    if (bucket !== null && !(Number(bucket) >= 1 && Number(bucket) <= MAX_BUCKET)) {
      throw refused(BUCKET, `expects a number from 1 to ${MAX_BUCKET}`);
    }
    const ignored = [
      ...(bucket !== null && Number(bucket) > 1 ? [BUCKET] : []),
      ...(headers.has(IGNORED_KEYS) ? [IGNORED_KEYS] : []),
    ];
    return {
      bypass: isEnabled === false,
      ttlMs: isEnabled === true ? takeMaxAge(headers) : undefined,
      namespace: namespaceIn(SEED, headers.get(SEED)),
      ignored,
    };
  },
  tell: ({ isHit }) => ({ "helicone-cache": isHit ? "HIT" : "MISS" }),
};

/** With Helicone `max-age` of a request is the life of the answer, so the standard's meaning must not count as well. */
function takeMaxAge(headers: Headers): number | undefined {
  const directives = (headers.get("cache-control") ?? "").split(",").map((one) => one.trim());
  const maxAge = directives.find((one) => /^max-age=\d+$/i.test(one));
  if (maxAge === undefined) return undefined;
  const rest = directives.filter((one) => one !== maxAge);
  if (rest.length === 0) headers.delete("cache-control");
  else headers.set("cache-control", rest.join(", "));
  return ttlIn("Cache-Control: max-age", maxAge.split("=")[1]);
}
