import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { OctavecError } from "../../../errors/index.js";

/** Writes each value as one line, no faster than the disk takes them. @returns how many. @throws what the source or writing the file throws. */
export async function writeJsonl(
  path: string,
  values: Iterable<unknown> | AsyncIterable<unknown>,
): Promise<number> {
  let count = 0;
  const lines = async function* () {
    for await (const value of values) {
      count++;
      yield `${JSON.stringify(value)}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(path));
  return count;
}

/** A last line that ends in the middle, as an interrupted copy leaves it. */
export interface TruncatedLine {
  /** Number of the line, from 1. */
  readonly line: number;
  readonly sizeBytes: number;
}

export interface ReadJsonlOptions {
  /** Called for a last line that is cut off; the line is then left out. Default: such a line is an error. */
  readonly onTruncated?: ((line: TruncatedLine) => void) | undefined;
}

/**
 * The lines of a JSONL file as values, one at a time; empty lines are left out. `T` is not checked: the reader of the values
 * must check them, as `warm` does.
 * @throws OctavecError `INVALID_ARGUMENT` for a line that is not JSON (`details.line`); what reading the file throws.
 */
export async function* readJsonl<T = unknown>(
  path: string,
  { onTruncated }: ReadJsonlOptions = {},
): AsyncGenerator<T, void, undefined> {
  let line = 0;
  let pending: Buffer[] = [];
  for await (const chunk of createReadStream(path)) {
    let rest: Buffer = chunk;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      const text = Buffer.concat([...pending, rest.subarray(0, end)]).toString("utf8");
      pending = [];
      rest = rest.subarray(end + 1);
      line++;
      if (text.trim() !== "") yield parseLine(text, line);
    }
    if (rest.length > 0) pending.push(rest);
  }
  const last = Buffer.concat(pending);
  if (last.toString("utf8").trim() === "") return;
  line++;
  let value: T;
  try {
    value = parseLine(last.toString("utf8"), line);
  } catch (error) {
    if (onTruncated === undefined) throw error;
    onTruncated({ line, sizeBytes: last.length });
    return;
  }
  yield value;
}

function parseLine<T>(text: string, line: number): T {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the text.
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `readJsonl: line ${line}: expected one JSON value. If it is the last line, the file may have been cut off: onTruncated leaves it out.`,
      { details: { line } },
    );
  }
}
