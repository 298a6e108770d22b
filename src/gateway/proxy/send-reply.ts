import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Reply } from "../../provider-calls/index.js";
import type { FastifyReply } from "../http/index.js";
import type { Translated } from "../other-gateways/index.js";

/** Headers of the provider's connection. */
const OF_CONNECTION = new Set(["connection", "keep-alive", "trailer", "upgrade"]);

/**
 * Sends a reply as it is, with what the standards say of a cache. What comes piece by piece is passed on so.
 *
 * @param tell - Further headers for the caller.
 */
export function sendReply(
  reply: FastifyReply,
  { status, headers, body }: Reply,
  tell: Translated["tell"] = () => ({}),
): FastifyReply {
  const isStandard = headers instanceof Headers;
  for (const [name, value] of isStandard ? headers : Object.entries(headers)) {
    if (!OF_CONNECTION.has(name) && name !== "set-cookie") void reply.header(name, value);
  }
  const cookies = isStandard ? headers.getSetCookie() : [];
  if (cookies.length > 0) void reply.header("set-cookie", cookies);
  const told = (name: string) => (isStandard ? headers.get(name) : headers[name]) ?? undefined;
  const outcome = told("x-octavec-cache") ?? "bypass";
  void reply.header("x-octavec-cache", outcome).header("cache-status", cacheStatusOf(outcome));
  const age = told("age");
  if (isHit(outcome) && age !== undefined) void reply.header("x-octavec-age", age);
  const facts = {
    outcome,
    isHit: isHit(outcome),
    entryId: told("x-octavec-entry"),
    similarity: told("x-octavec-similarity"),
  };
  void reply.headers(tell(facts)).code(status);
  if (body === null) return reply.send();
  if (typeof body === "string") return reply.send(body);
  if (body instanceof Uint8Array)
    return reply.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return reply.send(Readable.fromWeb(body as ReadableStream<Uint8Array>));
}

function isHit(outcome: string): boolean {
  return outcome === "hit" || outcome === "stale" || outcome.startsWith("hit-");
}

/** https://www.rfc-editor.org/rfc/rfc9211 */
function cacheStatusOf(outcome: string): string {
  if (isHit(outcome)) return `octavec; hit; detail=${outcome.replace(/^hit-/, "")}`;
  if (outcome === "shared") return "octavec; fwd=miss; collapsed";
  return `octavec; fwd=${outcome === "bypass" ? "bypass" : "miss"}`;
}
