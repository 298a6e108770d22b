/** Headers that describe how a body came over the wire, and not the body. */
const OF_TRANSPORT = ["content-encoding", "content-length", "transfer-encoding"];

/** A reply that is not a `Response` yet: a server sends it without one, because that costs more than a hit from memory. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers | Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>> | null;
  readonly statusText?: string | undefined;
}

export function jsonReply(body: unknown, headers: Readonly<Record<string, string>>, status = 200): Reply {
  return jsonReplyOf(JSON.stringify(body), headers, status);
}

/** @param body - JSON. */
export function jsonReplyOf(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>>,
  status = 200,
): Reply {
  return { status, headers: { "content-type": "application/json", ...headers }, body };
}

/** A response that is passed on as it comes. */
export function replyOfResponse(response: Response): Reply {
  const { status, statusText, body } = response;
  return { status, statusText, headers: headersOf(response), body };
}

/** The headers of a response whose body was read and decoded. */
export function headersOf(response: Response): Headers {
  const headers = new Headers(response.headers);
  for (const name of OF_TRANSPORT) headers.delete(name);
  return headers;
}
