import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { FastifyReply } from "../http/index.js";

/** Headers of the provider's connection, and those that describe a body which was decoded. */
const OF_TRANSPORT = new Set([
  ...["connection", "keep-alive", "transfer-encoding", "trailer", "upgrade"],
  ...["content-encoding", "content-length"],
]);

/** Sends a response as it is, with what the standards say of a cache. A body of the provider is passed on as it comes. */
export async function sendResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  for (const [name, value] of response.headers) {
    if (!OF_TRANSPORT.has(name) && name !== "set-cookie") void reply.header(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) void reply.header("set-cookie", cookies);
  const outcome = response.headers.get("x-octavec-cache") ?? "bypass";
  const age = response.headers.get("age");
  void reply.header("x-octavec-cache", outcome).header("cache-status", cacheStatusOf(outcome));
  if (isHit(outcome) && age !== null) void reply.header("x-octavec-age", age);
  const { body, status } = response;
  if (body === null) return reply.code(status).send();
  const isEvents = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  // The cache gives whole answers whole: one piece with its length costs less than a stream.
  if (response.headers.has("x-octavec-cache") && !isEvents)
    return reply.code(status).send(Buffer.from(await response.arrayBuffer()));
  return reply.code(status).send(Readable.fromWeb(body as ReadableStream<Uint8Array>));
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
