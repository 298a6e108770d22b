import { described } from "../http/index.js";
import type { ProviderFormat } from "./upstreams.js";

/** Those that `fetch` sends. */
export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** The bodies are those of the provider, which publishes them. */
export function routeOf(format: ProviderFormat) {
  return described({
    ...{
      name: format,
      summary: `A call of the interface of ${format}, passed on or answered from the cache`,
    },
    key: "provider",
    replies: {
      default: { meaning: "As the provider replies, with the headers x-octavec-…", contentType: "*/*" },
    },
  });
}
