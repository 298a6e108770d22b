import { parseRetryAfter } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import type { ResponseHead } from "./watch-head.js";

const MESSAGE_CHARACTERS = 300;

export interface FailedCall {
  /** For people: `http://host:6333`. */
  readonly address: string;
  readonly collection: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs: number;
  /** Whether the time for the attempt was over. */
  readonly timedOut: boolean;
  readonly head: ResponseHead;
  readonly nowMs: number;
}

/** The coded error for what the Qdrant client threw. The key is in none of them, nor in their causes. */
export function qdrantFailure(cause: unknown, call: FailedCall): OctavecError {
  if (call.timedOut) {
    return new OctavecError(
      "TIMEOUT",
      `Qdrant at ${call.address} gave no answer within ${call.timeoutMs} ms.`,
    );
  }
  const status = statusOf(cause) ?? call.head.status;
  if (status === undefined) return unreachable(cause, call);
  if (status === 200 || status === 201) {
    return new OctavecError("CONNECTION_LOST", `Qdrant at ${call.address} broke off its answer.`, { cause });
  }
  return refusal(status, serverWords(cause), call);
}

function refusal(status: number, words: string, call: FailedCall): OctavecError {
  const said = words === "" ? "" : `: ${withoutKey(words, call.apiKey)}`;
  if (status === 401 || status === 403) {
    // Servers like to repeat part of the key here, so their words are left out.
    return new OctavecError(
      "NOT_AUTHORIZED",
      `Qdrant at ${call.address} refused with status ${status}. ${call.apiKey === undefined ? "Give an apiKey." : "Check the apiKey and what it may read and write."}`,
      { details: { status } },
    );
  }
  if (status === 404) {
    return new OctavecError(
      "SOURCE_NOT_FOUND",
      `Qdrant at ${call.address} knows no collection ${JSON.stringify(call.collection)}${said}. Check its name and the address.`,
      { details: { status, collection: call.collection } },
    );
  }
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(call.head.retryAfter, call.nowMs);
    return new OctavecError(
      "SERVER_BUSY",
      `Qdrant at ${call.address} answered with status ${status}${said}.${retryAfterMs === undefined ? "" : ` It asks to wait ${retryAfterMs} ms.`}`,
      { details: { status, ...(retryAfterMs !== undefined && { retryAfterMs }) } },
    );
  }
  return new OctavecError(
    "COMMAND_FAILED",
    `Qdrant at ${call.address} refused with status ${status}${said}.`,
    { details: { status } },
  );
}

/** `fetch failed`, with the reason in its cause. */
function unreachable(cause: unknown, { address }: FailedCall): OctavecError {
  if (!(cause instanceof TypeError)) {
    return new OctavecError("UNEXPECTED_REPLY", `Qdrant at ${address} answered with something unknown.`, {
      cause,
    });
  }
  const reason = cause.cause instanceof Error && "code" in cause.cause ? String(cause.cause.code) : "";
  const lost = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(reason);
  return new OctavecError(
    lost ? "CONNECTION_LOST" : "CONNECTION_FAILED",
    `Qdrant at ${address} ${lost ? "closed the connection" : "could not be reached"}${reason && ` (${reason})`}.`,
    { cause },
  );
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("status" in error)) return undefined;
  return typeof error.status === "number" ? error.status : undefined;
}

/** Qdrant's errors are `{ status: { error: "…" } }`; proxies in front of it answer with anything. */
function serverWords(error: unknown): string {
  if (typeof error !== "object" || error === null || !("data" in error)) return "";
  const { data } = error;
  if (typeof data !== "object" || data === null || !("status" in data)) return "";
  const { status } = data;
  if (typeof status !== "object" || status === null || !("error" in status)) return "";
  return typeof status.error === "string" ? status.error : "";
}

function withoutKey(words: string, apiKey: string | undefined): string {
  const clean = apiKey === undefined ? words : words.replaceAll(apiKey, "…");
  return clean.slice(0, MESSAGE_CHARACTERS);
}
