import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** Channel on which undici publishes the head of each response. Both `fetch` and the Qdrant client use undici. */
const CHANNEL = "undici:request:headers";

/** Status and `Retry-After` of a response. */
export interface ResponseHead {
  status?: number;
  retryAfter?: string;
}

/**
 * Runs `work`, and writes the head of the response to `head` if the request has `marker` in a header. This is needed because
 * the Qdrant client (1.17) keeps only the first character of `Retry-After`: "30" becomes 3 seconds, and a date is an error.
 * https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export async function watchingHead<T>(
  marker: string,
  work: () => Promise<T>,
  head: ResponseHead,
): Promise<T> {
  const onHead = (message: unknown) => {
    if (isHeadMessage(message) && String(message.request.headers).includes(marker)) {
      head.status = message.response.statusCode;
      const retryAfter = headerOf(message.response.headers, "retry-after");
      if (retryAfter !== undefined) head.retryAfter = retryAfter;
    }
  };
  subscribe(CHANNEL, onHead);
  try {
    return await work();
  } finally {
    unsubscribe(CHANNEL, onHead);
  }
}

interface HeadMessage {
  request: { headers: unknown };
  response: { statusCode: number; headers: readonly unknown[] };
}

function isHeadMessage(message: unknown): message is HeadMessage {
  if (typeof message !== "object" || message === null) return false;
  if (!("request" in message) || !("response" in message)) return false;
  const { request, response } = message;
  if (typeof request !== "object" || request === null || !("headers" in request)) return false;
  if (typeof response !== "object" || response === null) return false;
  return "statusCode" in response && "headers" in response && Array.isArray(response.headers);
}

/** @param headers - Names and values in turn, as bytes. */
function headerOf(headers: readonly unknown[], wanted: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (String(headers[at]).toLowerCase() === wanted) return String(headers[at + 1]);
  }
  return undefined;
}
