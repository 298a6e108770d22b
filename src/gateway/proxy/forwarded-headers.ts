import type { IncomingHttpHeaders } from "node:http";

/**
 * Headers that are not passed on: those of one connection, those that `fetch` sets by itself, and `accept-encoding`, because the
 * gateway decodes replies.
 * https://www.rfc-editor.org/rfc/rfc9110#name-connection
 */
const OF_CONNECTION = new Set([
  ...["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"],
  ...["host", "content-length", "expect", "accept-encoding", "proxy-authorization"],
]);

/** The headers of a request that reach the provider, and those for the cache. */
export function forwardedHeaders(headers: IncomingHttpHeaders): Headers {
  const named = String(headers.connection ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  const forwarded = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || OF_CONNECTION.has(name) || named.includes(name)) continue;
    for (const one of [value].flat()) forwarded.append(name, one);
  }
  return forwarded;
}
