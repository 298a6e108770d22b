import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** Published by undici, on which `fetch` and the Qdrant client stand, when the head of a response is there. */
const CHANNEL = "undici:request:headers";

/** What the head of a response said. */
export interface ResponseHead {
  status?: number;
  retryAfter?: string;
}

/**
 * Runs `work` and notes the head of the response to the request that carries `marker` in a header. The Qdrant client (1.17)
 * keeps only the first character of `Retry-After`, so "30" becomes 3 seconds, and chokes on a date.
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

/** Name, value, name, value …, as bytes. */
function headerOf(headers: readonly unknown[], wanted: string): string | undefined {
  for (let at = 0; at + 1 < headers.length; at += 2) {
    if (String(headers[at]).toLowerCase() === wanted) return String(headers[at + 1]);
  }
  return undefined;
}
