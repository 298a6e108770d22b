import { namespaceIn, type OtherGateway, switchIn, ttlIn } from "./other-gateway.js";

const SKIP = "cf-aig-skip-cache";
const TTL = "cf-aig-cache-ttl";
const KEY = "cf-aig-cache-key";

/** https://developers.cloudflare.com/ai-gateway/features/caching/ */
export const CLOUDFLARE: OtherGateway = {
  prefixes: ["cf-aig-"],
  read: (headers) => ({
    bypass: switchIn(SKIP, headers.get(SKIP)),
    ttlMs: ttlIn(TTL, headers.get(TTL)),
    // There the key stands for the whole question. Here it only keeps answers apart: it must not lead to the answer of another question.
    namespace: namespaceIn(KEY, headers.get(KEY)),
  }),
  tell: ({ isHit }) => ({ "cf-aig-cache-status": isHit ? "HIT" : "MISS" }),
};
