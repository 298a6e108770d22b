import { parseRetryAfter } from "../../async/index.js";
import { OctavecError } from "../../errors/index.js";
import type { ResponseHead } from "./watch-head.js";

const MAX_MESSAGE_CHARACTERS = 300;

export interface FailedCall {
  /** For people: `http://host:6333`. */
  readonly address: string;
  readonly collection: string;
  readonly apiKey: string | undefined;
  readonly timeoutMs: number;
  /** Whether the attempt reached its time limit. */
  readonly timedOut: boolean;
  readonly head: ResponseHead;
  readonly nowMs: number;
}

/** The coded error for an error of the Qdrant client. Neither the message nor the cause contains the API key. */
export function qdrantFailure(cause: unknown, call: FailedCall): OctavecError {
  if (call.timedOut) {
    return new OctavecError(
      "TIMEOUT",
      `Qdrant at ${call.address} did not answer within ${call.timeoutMs} ms.`,
    );
  }
  const status = statusOf(cause) ?? call.head.status;
  if (status === undefined) return unreachable(cause, call);
  if (status === 200 || status === 201) {
    return new OctavecError("CONNECTION_LOST", `Qdrant at ${call.address} sent an incomplete answer.`, {
      cause,
    });
  }
  return refusal(status, serverMessage(cause), call);
}

function refusal(status: number, message: string, call: FailedCall): OctavecError {
  const reason = message === "" ? "" : `: ${withoutKey(message, call.apiKey)}`;
  if (status === 401 || status === 403) {
    // Servers may repeat part of the key here, so their message is left out.
    return new OctavecError(
      "NOT_AUTHORIZED",
      `Qdrant at ${call.address} refused with status ${status}. ${call.apiKey === undefined ? "Set apiKey." : "Check the apiKey and its rights."}`,
      { details: { status } },
    );
  }
  if (status === 404) {
    return new OctavecError(
      "SOURCE_NOT_FOUND",
      `Qdrant at ${call.address} has no collection ${JSON.stringify(call.collection)}${reason}. Check its name and the address.`,
      { details: { status, collection: call.collection } },
    );
  }
  if (status === 408 || status === 429 || status >= 500) {
    const retryAfterMs = parseRetryAfter(call.head.retryAfter, call.nowMs);
    return new OctavecError(
      "SERVER_BUSY",
      `Qdrant at ${call.address} answered with status ${status}${reason}.${retryAfterMs === undefined ? "" : ` It asks to wait ${retryAfterMs} ms.`}`,
      { details: { status, ...(retryAfterMs !== undefined && { retryAfterMs }) } },
    );
  }
  return new OctavecError(
    "COMMAND_FAILED",
    `Qdrant at ${call.address} refused with status ${status}${reason}.`,
    { details: { status } },
  );
}

/** The error for a call without a response. `fetch` throws a TypeError whose cause has the reason. */
function unreachable(cause: unknown, { address }: FailedCall): OctavecError {
  if (!(cause instanceof TypeError)) {
    return new OctavecError("UNEXPECTED_REPLY", `The answer of Qdrant at ${address} could not be read.`, {
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

/** The message in `{ status: { error: "…" } }`, the shape of Qdrant's errors. Empty for other shapes, which a proxy may send. */
function serverMessage(error: unknown): string {
  if (typeof error !== "object" || error === null || !("data" in error)) return "";
  const { data } = error;
  if (typeof data !== "object" || data === null || !("status" in data)) return "";
  const { status } = data;
  if (typeof status !== "object" || status === null || !("error" in status)) return "";
  return typeof status.error === "string" ? status.error : "";
}

function withoutKey(message: string, apiKey: string | undefined): string {
  const clean = apiKey === undefined ? message : message.replaceAll(apiKey, "…");
  return clean.slice(0, MAX_MESSAGE_CHARACTERS);
}
