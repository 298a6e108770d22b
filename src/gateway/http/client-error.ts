import type { Socket } from "node:net";
import { bodyOfProblem, type Problem } from "./problem-error.js";

const TITLES = {
  400: ["/errors/invalid-data", "Invalid data", "The request is no HTTP that this server reads."],
  408: ["/errors/request-timeout", "Request timeout", "The request took too long to arrive."],
  431: ["/errors/headers-too-large", "Headers too large", "The headers exceed the limit."],
} as const;

/**
 * Answers what is no request, or did not become one in time, and closes the connection: nobody knows where the next request begins.
 * Clients of every interface get the same body, because there is no path yet.
 */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  // Part of a reply may be under way, or nobody is there any more.
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  const [type, title, detail] = TITLES[status];
  const problem: Problem = { status, type, title, detail };
  const body = JSON.stringify(bodyOfProblem(problem));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    "content-type: application/json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroySoon());
}

function statusOf(code: string | undefined): keyof typeof TITLES {
  if (code === "HPE_HEADER_OVERFLOW") return 431;
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
}
