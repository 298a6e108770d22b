import { isOctavecError, OctavecError } from "./errors/index.js";
import type { Reply, StepResult } from "./executor.js";

/**
 * Functions that read parts of a reply. If the reply has another shape, `read…` throws, and `…Of` returns an empty list or
 * undefined. RESP2 sends booleans as 1 and 0 and doubles as bulk strings, RESP3 has types for both. With `binary` every
 * bulk string is a `Buffer`, including a RESP2 double. The readers accept all of these, so a decoder need not distinguish
 * protocols.
 */

/** The error for a reply whose shape the command, or a script, cannot have. It names types and lengths, never values. */
export function unexpectedReply(command: string, expected: string, reply: Reply | undefined): OctavecError {
  const actual = kindOf(reply);
  return new OctavecError(
    "UNEXPECTED_REPLY",
    `${command} should have replied with ${expected}, but the reply was ${actual}. Check that the server is a Redis 8 whose version this library supports.`,
    { details: { command, expected, actual } },
  );
}

export function readBoolean(command: string, reply: Reply): boolean {
  if (reply === true || reply === 1 || reply === 1n) return true;
  if (reply === false || reply === 0 || reply === 0n) return false;
  throw unexpectedReply(command, "a boolean (or 1 or 0)", reply);
}

export function readInteger(command: string, reply: Reply | undefined): number {
  const integer = typeof reply === "bigint" ? Number(reply) : reply;
  if (typeof integer !== "number" || !Number.isSafeInteger(integer)) {
    throw unexpectedReply(command, "an integer", reply);
  }
  return integer;
}

/** A double. The server writes infinity and NaN as `inf`, `-inf`, `nan` and `-nan`. */
export function readDouble(command: string, reply: Reply | undefined): number {
  if (typeof reply === "number") return reply;
  if (typeof reply === "string") return parseDouble(command, reply);
  if (Buffer.isBuffer(reply)) return parseDouble(command, reply.toString("latin1"));
  throw unexpectedReply(command, "a double", reply);
}

/** Text. A `Buffer` is read as UTF-8, so this library cannot represent element names that are not valid UTF-8. */
export function readText(command: string, reply: Reply | undefined): string {
  if (typeof reply === "string") return reply;
  if (Buffer.isBuffer(reply)) return reply.toString("utf8");
  throw unexpectedReply(command, "a string", reply);
}

export function readOptionalText(command: string, reply: Reply | undefined): string | undefined {
  return reply === null ? undefined : readText(command, reply);
}

export function readList(command: string, reply: Reply | undefined): readonly Reply[] {
  if (isList(reply)) return reply;
  throw unexpectedReply(command, "an array", reply);
}

export function readTexts(command: string, reply: Reply | undefined): string[] {
  return readList(command, reply).map((item) => readText(command, item));
}

/** The items of a list, or none if the reply is no list. */
export function listOf(reply: Reply | undefined): readonly Reply[] {
  return isList(reply) ? reply : [];
}

/** The text of a string or `Buffer`, or undefined for any other reply. */
export function textOf(reply: Reply | undefined): string | undefined {
  if (typeof reply === "string") return reply;
  return Buffer.isBuffer(reply) ? reply.toString("utf8") : undefined;
}

/** Name and value of each pair in a flat list, such as the reply to `HGETALL` with `binary`. Other pairs are left out. */
export function bytePairsOf(reply: Reply | undefined): [name: string, value: Buffer][] {
  const list = listOf(reply);
  const pairs: [string, Buffer][] = [];
  for (let at = 0; at + 1 < list.length; at += 2) {
    const [name, value] = [textOf(list[at]), list[at + 1]];
    if (name !== undefined && Buffer.isBuffer(value)) pairs.push([name, value]);
  }
  return pairs;
}

/** Like `bytePairsOf`, with values as text. */
export function pairsOf(reply: Reply | undefined): [name: string, value: string][] {
  return bytePairsOf(reply).map(([name, value]) => [name, value.toString("utf8")]);
}

/**
 * The reply to one step of a pipeline.
 *
 * @throws the step's error, or the signal's reason if the step was aborted.
 */
export function replyOf(result: StepResult | undefined, signal?: AbortSignal | undefined): Reply {
  if (result === undefined) {
    throw new OctavecError("UNEXPECTED_REPLY", "A pipeline returned fewer results than it has steps.");
  }
  if (!result.ok) throw reasonOf(result.error, signal);
  return result.value;
}

/**
 * The replies to all steps.
 *
 * @throws the error of the first failed step.
 */
export function repliesOf(results: readonly StepResult[]): Reply[] {
  return results.map((result) => replyOf(result));
}

/** What to reject with: the signal's reason instead of an `ABORTED` error, as the platform's own functions do. */
export function reasonOf(error: unknown, signal: AbortSignal | undefined): unknown {
  return signal?.aborted && isOctavecError(error, "ABORTED") ? signal.reason : error;
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
export function isList(reply: Reply | undefined): reply is readonly Reply[] {
  return Array.isArray(reply);
}

function parseDouble(command: string, text: string): number {
  if (text === "nan" || text === "-nan") return Number.NaN;
  if (text === "inf") return Number.POSITIVE_INFINITY;
  if (text === "-inf") return Number.NEGATIVE_INFINITY;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(value)) throw unexpectedReply(command, "a double", text);
  return value;
}

function kindOf(reply: Reply | undefined): string {
  if (reply === undefined) return "nothing";
  if (reply === null) return "null";
  if (isList(reply)) return `an array of ${reply.length}`;
  if (Buffer.isBuffer(reply)) return `a bulk string of ${reply.length} bytes`;
  if (typeof reply === "string") return `a string of length ${reply.length}`;
  return typeof reply === "boolean" ? "a boolean" : "a number";
}
