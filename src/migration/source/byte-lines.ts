import { createReadStream } from "node:fs";

/** One line of a file and where it is, in bytes. */
export interface Line {
  readonly start: number;
  /** Behind its newline, or the end of the file. */
  readonly end: number;
  /** Without the newline; empty when the line is too long. */
  readonly bytes: Buffer;
  readonly tooLong: boolean;
  /** The file ends without a newline here. */
  readonly unended: boolean;
}

/** Room for a vector of 65,536 components as text, and attributes. A longer line is passed over, not held in memory. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of a file from a byte on, which must be the start of a line. */
export async function* byteLines(
  path: string,
  from: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Line> {
  let pieces: Buffer[] = [];
  let held = 0;
  let start = from;
  let place = from;
  const lineTo = (end: number, unended: boolean): Line => {
    const tooLong = held > MAX_LINE_BYTES;
    const line = { start, end, bytes: tooLong ? Buffer.alloc(0) : Buffer.concat(pieces), tooLong, unended };
    pieces = [];
    held = 0;
    start = end;
    return line;
  };
  const hold = (piece: Buffer) => {
    held += piece.length;
    if (held > MAX_LINE_BYTES) pieces = [];
    else pieces.push(piece);
  };
  for await (const chunk of createReadStream(path, { start: from })) {
    signal?.throwIfAborted();
    if (!Buffer.isBuffer(chunk)) continue;
    let rest: Buffer = chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      hold(rest.subarray(0, end));
      place += end + 1;
      yield lineTo(place, false);
      rest = rest.subarray(end + 1);
    }
    hold(rest);
    place += rest.length;
  }
  if (held > 0) yield lineTo(place, true);
}
