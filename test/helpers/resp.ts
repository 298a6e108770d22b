import type { CommandArgument, Reply } from "../../src/executor.js";

/**
 * A small RESP2/RESP3 reader that follows the rules of the executor port (`src/executor.ts`): maps become flat arrays
 * in the server's order, doubles numbers, bulk strings text or, with `binary`, buffers. For recorded replies and
 * for the script that records them; the library itself reads with its client package.
 */

/** An error reply, kept as data. */
export class ErrorReply {
  constructor(readonly text: string) {}
}

export interface ParsedReply {
  reply: Reply | ErrorReply;
  /** Offset of the first byte after the reply. */
  end: number;
}

/** The reply that starts at `offset`, or undefined when its last byte has not come yet. */
export function parseReply(
  bytes: Buffer,
  { binary = false, offset = 0 }: { binary?: boolean; offset?: number } = {},
): ParsedReply | undefined {
  const lineEnd = bytes.indexOf("\r\n", offset, "latin1");
  if (lineEnd < 0) return undefined;
  const type = bytes.toString("latin1", offset, offset + 1);
  const line = bytes.toString("utf8", offset + 1, lineEnd);
  const next = lineEnd + 2;
  switch (type) {
    case "+":
      return { reply: line, end: next };
    case "-":
      return { reply: new ErrorReply(line), end: next };
    case ":":
      return { reply: Number(line), end: next };
    case ",":
      return { reply: doubleOf(line), end: next };
    case "#":
      return { reply: line === "t", end: next };
    case "_":
      return { reply: null, end: next };
    case "$":
      return parseBulk(bytes, next, Number(line), binary);
    case "*":
      return parseItems(bytes, next, Number(line), binary);
    case "%":
      return parseItems(bytes, next, 2 * Number(line), binary);
    default:
      throw new Error(`unknown RESP type ${JSON.stringify(type)} at byte ${offset}`);
  }
}

/** The bytes of a command on the wire. */
export function commandBytes(command: readonly CommandArgument[]): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${command.length}\r\n`)];
  for (const argument of command) {
    const bytes = Buffer.isBuffer(argument) ? argument : Buffer.from(argument);
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n"));
  }
  return Buffer.concat(parts);
}

function parseBulk(bytes: Buffer, start: number, length: number, binary: boolean): ParsedReply | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length + 2;
  if (bytes.length < end) return undefined;
  const content = bytes.subarray(start, start + length);
  return { reply: binary ? Buffer.from(content) : content.toString("utf8"), end };
}

function parseItems(bytes: Buffer, start: number, count: number, binary: boolean): ParsedReply | undefined {
  if (count < 0) return { reply: null, end: start };
  const items: Reply[] = [];
  let offset = start;
  for (let i = 0; i < count; i++) {
    const item = parseReply(bytes, { binary, offset });
    if (item === undefined) return undefined;
    if (item.reply instanceof ErrorReply) throw new Error(`an error within a reply: ${item.reply.text}`);
    items.push(item.reply);
    offset = item.end;
  }
  return { reply: items, end: offset };
}

function doubleOf(text: string): number {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  return text === "-inf" ? Number.NEGATIVE_INFINITY : Number(text.replace("-nan", "nan"));
}
