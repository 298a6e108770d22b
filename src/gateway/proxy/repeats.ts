import crypto from "node:crypto";
import type { SemanticCache } from "../../cache/index.js";
import { KnownCalls } from "../../provider-calls/index.js";
import type { FastifyRequest } from "../http/index.js";
import type { ProxySettings } from "./proxy-settings.js";

/** Headers that differ from call to call, and say nothing that an answer depends on. All others count. */
const OF_ONE_CALL = new Set([
  ...["traceparent", "tracestate", "baggage", "x-request-id", "x-client-request-id", "idempotency-key"],
  ...["x-stainless-retry-count", "connection", "content-length", "host", "date"],
]);

/** Calls that came before in the same words, as long as neither the settings nor the cache are replaced. */
export class Repeats {
  #calls = new KnownCalls();
  #settings: ProxySettings | undefined;
  #cache: SemanticCache | undefined;

  known(settings: ProxySettings | undefined, cache: SemanticCache | undefined): KnownCalls {
    if (settings !== this.#settings || cache !== this.#cache) {
      this.#calls = new KnownCalls();
      this.#settings = settings;
      this.#cache = cache;
    }
    return this.#calls;
  }
}

/**
 * The same for calls that differ in nothing that an answer depends on. A hash, because the headers hold a key. Undefined for a call
 * without a body, which no answer is kept for.
 */
export function callId({ method, url, raw, body }: FastifyRequest): string | undefined {
  if (method !== "POST" || !Buffer.isBuffer(body)) return undefined;
  const { rawHeaders } = raw;
  const parts = [url];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (!OF_ONE_CALL.has(name)) parts.push(name, rawHeaders[at + 1] ?? "");
  }
  // No URL and no header holds a line break, and their number comes first: no body can look like a part of them.
  const text = `${parts.length}\n${parts.join("\n")}\n${body.toString("latin1")}`;
  return crypto.hash("sha256", text, "base64");
}
