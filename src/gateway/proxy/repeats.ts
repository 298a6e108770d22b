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

/** The same for calls that differ in nothing that an answer depends on. A hash, because the headers hold a key. */
export function callId({ method, url, raw, body }: FastifyRequest): string {
  const { rawHeaders } = raw;
  const parts = [method, url];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    if (!OF_ONE_CALL.has(name)) parts.push(name, rawHeaders[at + 1] ?? "");
  }
  // Each byte is one character, so that bodies in any encoding differ where their bytes do.
  if (Buffer.isBuffer(body)) parts.push(body.toString("latin1"));
  return crypto.hash("sha256", JSON.stringify(parts), "base64");
}
