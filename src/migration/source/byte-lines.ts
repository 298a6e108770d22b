import { createReadStream } from "node:fs";

/** One line of a file, with its position in bytes. */
export interface Line {
  readonly start: number;
  /** Position after the newline, or the end of the file. */
  readonly end: number;
  /** Content without the newline; empty if the line is too long. */
  readonly bytes: Buffer;
  readonly tooLong: boolean;
  /** Whether the file ends here without a newline. */
  readonly unended: boolean;
}

/** Enough for a vector of 65,536 components as text, and attributes. A longer line is skipped and never held in memory. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** @param from - Position of the first line in bytes. */
export async function* byteLines(
  path: string,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let lengthBytes = 0;
  let start = from;
  let position = from;
  const lineTo = (end: number, unended: boolean): Line => {
    const tooLong = lengthBytes > MAX_LINE_BYTES;
    const line = { start, end, bytes: tooLong ? Buffer.alloc(0) : Buffer.concat(pieces), tooLong, unended };
    pieces = [];
    lengthBytes = 0;
    start = end;
    return line;
  };
  const append = (piece: Buffer) => {
    lengthBytes += piece.length;
    if (lengthBytes > MAX_LINE_BYTES) pieces = [];
    else pieces.push(piece);
  };
  for await (const chunk of createReadStream(path, { start: from })) {
    signal?.throwIfAborted();
    if (!Buffer.isBuffer(chunk)) continue;
    let rest: Buffer = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      append(rest.subarray(0, end));
      position += end + 1;
      yield lineTo(position, false);
      rest = rest.subarray(end + 1);
    }
    append(rest);
    position += rest.length;
  }
  if (lengthBytes > 0) yield lineTo(position, true);
}
