import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { FastifyReply } from "../http/index.js";

/** Headers of the provider's connection, and those that describe a body which was decoded. */
const OF_TRANSPORT = new Set([
  ...["connection", "keep-alive", "transfer-encoding", "trailer", "upgrade"],
  ...["content-encoding", "content-length"],
]);

/** Sends a response as it is, with what the standards say of a cache. A body is passed on as it comes. */
export function sendResponse(reply: FastifyReply, response: Response): FastifyReply {
  for (const [name, value] of response.headers) {
    if (!OF_TRANSPORT.has(name) && name !== "set-cookie") void reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) void reply.header("set-cookie", cookies);
  const outcome = response.headers.get("x-octavec-cache") ?? "bypass";
  const age = response.headers.get("age");
  void reply.header("x-octavec-cache", outcome).header("cache-status", cacheStatusOf(outcome));
  if (outcome.startsWith("hit-") && age !== null) void reply.header("x-octavec-age", age);
  const { body } = response;
  return reply
    .code(response.status)
    .send(body === null ? undefined : Readable.fromWeb(body as ReadableStream<Uint8Array>));
}

/** https://www.rfc-editor.org/rfc/rfc9211 */
function cacheStatusOf(outcome: string): string {
  if (outcome.startsWith("hit-")) return `octavec; hit; detail=${outcome.slice("hit-".length)}`;
  if (outcome === "hit" || outcome === "stale") return `octavec; hit; detail=${outcome}`;
  if (outcome === "shared") return "octavec; fwd=miss; collapsed";
  return `octavec; fwd=${outcome === "bypass" ? "bypass" : "miss"}`;
}
