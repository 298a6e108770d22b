import { ErrorReply } from "@redis/client";
import { type ErrorCode, isOctavecError, OctavecError } from "../errors/index.js";
import { explainFailure } from "./explain-failure.js";

/**
 * The one place where the client library's failures and the server's error replies become coded errors. Replies carry
 * no code of their own, only text whose first word is the class (https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors).
 */

/** Reply texts are cut here: a script of the caller may raise an error of any length. */
const MAX_REPLY_TEXT = 200;

const BY_FIRST_WORD: Readonly<Record<string, ErrorCode>> = {
  OOM: "OUT_OF_MEMORY",
  READONLY: "READ_ONLY",
  NOAUTH: "NOT_AUTHORIZED",
  WRONGPASS: "NOT_AUTHORIZED",
  NOPERM: "NOT_AUTHORIZED",
  WRONGTYPE: "WRONG_TYPE",
  LOADING: "SERVER_BUSY",
  BUSY: "SERVER_BUSY",
  MASTERDOWN: "SERVER_BUSY",
  CLUSTERDOWN: "SERVER_BUSY",
  TRYAGAIN: "SERVER_BUSY",
  NOREPLICAS: "SERVER_BUSY",
  MOVED: "SLOT_MOVED",
  ASK: "SLOT_MOVED",
  CROSSSLOT: "CROSS_SLOT",
  // Protected mode: the server takes no strangers until it has a password.
  DENIED: "NOT_AUTHORIZED",
};

/** Texts that begin with ERR, most of them of the vector-set module; read off 8.0.2 and 8.2.3. */
const BY_TEXT: readonly (readonly [RegExp, ErrorCode])[] = [
  [/Vector dimension mismatch|Input dimension mismatch/, "DIMENSION_MISMATCH"],
  [/asked (quantization|M value) mismatch|cannot add projection/, "COLLECTION_MISMATCH"],
  [/syntax error in FILTER/, "INVALID_FILTER"],
  [/invalid vector specification/, "INVALID_VECTOR"],
  [/unknown command/, "UNSUPPORTED_COMMAND"],
  [/invalid username-password pair/, "NOT_AUTHORIZED"],
  // A command inside a script that this user may not run.
  [/ACL failure in script/, "NOT_AUTHORIZED"],
  [/max number of clients/, "SERVER_BUSY"],
];

const REMEDY: Partial<Record<ErrorCode, string>> = {
  OUT_OF_MEMORY: "Raise maxmemory or remove elements; nothing of this write was stored.",
  READ_ONLY: "This node is a replica: write to the primary.",
  NOT_AUTHORIZED: "Check user, password and ACL rules (V commands belong to no ACL category).",
  WRONG_TYPE: "Another program uses this key for another data type: choose another namespace or collection.",
  SLOT_MOVED: "The server is part of a cluster: connect with `cluster: true`.",
  CROSS_SLOT: "Give keys that belong together one hash tag, as in {shop}:a and {shop}:b.",
  SERVER_BUSY: "The server cannot answer just now; try again shortly.",
};

/** Where a reply begins to repeat what was sent: element names, attribute values, whatever it was. */
const ECHO = /(, with args beginning with:|(?<=syntax error in FILTER expression) near:).*$/s;

/** An error reply of the server, told from transport failures by the wire. */
export function fromReply(text: string, command: string): OctavecError {
  const firstWord = text.split(" ", 1)[0] ?? "";
  const code =
    BY_FIRST_WORD[firstWord] ?? BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? "COMMAND_FAILED";
  const said = text.replace(ECHO, "");
  const shown = said.length > MAX_REPLY_TEXT ? `${said.slice(0, MAX_REPLY_TEXT)}…` : said;
  const remedy = REMEDY[code];
  return new OctavecError(
    code,
    `${command} was refused by the server: ${shown}${remedy === undefined ? "" : ` — ${remedy}`}`,
    {
      details: { command, reply: firstWord, ...(code === "SLOT_MOVED" ? redirection(text) : {}) },
    },
  );
}

/** `MOVED 3999 127.0.0.1:6381`; the host is left out when it is the one that was asked. */
function redirection(text: string): { slot: number; target: string } {
  const [, slot = "", target = ""] = text.split(" ");
  return { slot: Number(slot), target };
}

/** The connection broke while a command was under way. */
export function connectionLost(label: string, cause: unknown): OctavecError {
  return new OctavecError(
    "CONNECTION_LOST",
    `The connection to ${label} broke before the reply came; a write may or may not have happened.`,
    { cause },
  );
}

/** What a connection was tried with. */
export interface Attempt {
  /** The server is a Sentinel, which has a user and a password of its own. Default false. */
  readonly isSentinel?: boolean | undefined;
  /** Default: unknown. */
  readonly usesTls?: boolean | undefined;
}

/** No connection could be opened. Nothing was sent. */
export function connectionFailed(label: string, cause: unknown, attempt: Attempt = {}): OctavecError {
  if (isOctavecError(cause)) return cause;
  if (cause instanceof ErrorReply) return handshakeRefused(label, cause.message, attempt.isSentinel);
  const explained = explainFailure(cause);
  if (explained !== undefined) {
    return new OctavecError("CONNECTION_FAILED", `Could not connect to ${label}: ${explained}.`, { cause });
  }
  return new OctavecError(
    "CONNECTION_FAILED",
    `Could not connect to ${label}: ${describe(cause)}. Is a Redis 8 server running there?${adviceOnTls(attempt)}`,
    { cause },
  );
}

/** A server that expects TLS closes a plain connection, and one that does not answers none with TLS: neither says why. */
function adviceOnTls({ usesTls }: Attempt): string {
  if (usesTls === undefined) return "";
  return usesTls
    ? " If it does not speak TLS, write redis:// in the url."
    : " If it speaks TLS, write rediss:// in the url.";
}

function handshakeRefused(label: string, text: string, isSentinel = false): OctavecError {
  const reply = text.split(" ", 1)[0] ?? "";
  const details = { command: "HELLO", reply };
  const options = isSentinel
    ? "sentinel.password, and sentinel.username for an ACL user"
    : "password, and username for an ACL user, or write them into the url as redis://USER:PASSWORD@HOST:PORT";
  if (reply === "NOAUTH") {
    return new OctavecError(
      "NOT_AUTHORIZED",
      `Could not connect to ${label}: the server asks for a password, and none was given. Pass ${options}.`,
      { details },
    );
  }
  if (reply === "WRONGPASS") {
    return new OctavecError(
      "NOT_AUTHORIZED",
      `Could not connect to ${label}: the server does not accept this user with this password, or the user is disabled. Correct ${options}.`,
      { details },
    );
  }
  // HELLO came with Redis 6.
  if (!/unknown command/i.test(text)) return fromReply(text, "The handshake");
  return new OctavecError(
    "UNSUPPORTED_SERVER",
    `octavec needs Redis 8 or newer with Vector Sets, but ${label} is older than Redis 6: it does not know HELLO. Point the url at a Redis 8.`,
  );
}

function describe(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describe(error.errors[0]);
  if (isClosing(error)) return "the server closed the connection before it answered";
  if (error instanceof Error) return error.message === "" ? error.name : error.message;
  return String(error);
}

/** The second is the client library's own words. */
function isClosing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "ECONNRESET") || error.message === "Socket closed unexpectedly";
}
