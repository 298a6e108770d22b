import { createReadStream } from "node:fs";
import { open, rename, stat, truncate } from "node:fs/promises";
import { createInterface } from "node:readline";

/** One line to write. Its id names it across runs. */
export interface ExportedLine {
  readonly id: string;
  readonly text: string;
}

export interface LinesReport {
  /** Lines of the whole file. */
  readonly lines: number;
  /** Of these, those that an earlier run had written. */
  readonly resumed: number;
}

const BUFFER_CHARACTERS = 1 << 20;

/**
 * Writes lines to `path.part`, and renames it when all are there, so `path` never holds half an export. A run that finds the
 * part of an earlier one keeps its whole lines, and writes those whose ids are not among them.
 *
 * @param idOf - The id of a line that an earlier run wrote.
 */
export async function writeResumableLines(
  path: string,
  source: AsyncIterable<ExportedLine>,
  { idOf, onProgress }: { idOf: (text: string) => string; onProgress: (lines: number) => void },
): Promise<LinesReport> {
  const part = `${path}.part`;
  const written = await readPart(part, idOf);
  const resumed = written.size;
  const file = await open(part, "a");
  let pending = "";
  const flush = async () => {
    const text = pending;
    pending = "";
    if (text !== "") await file.appendFile(text);
    onProgress(written.size);
  };
  try {
    for await (const { id, text } of source) {
      if (written.has(id)) continue;
      written.add(id);
      pending += `${text}\n`;
      if (pending.length >= BUFFER_CHARACTERS) await flush();
    }
  } finally {
    // Also when the source fails, so that the next run continues here.
    await flush();
    await file.sync();
    await file.close();
  }
  await rename(part, path);
  return { lines: written.size, resumed };
}

/** The ids of the whole lines. A last line that was cut off is removed. */
async function readPart(part: string, idOf: (text: string) => string): Promise<Set<string>> {
  const ids = new Set<string>();
  const size = await stat(part).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return ids;
  let wholeBytes = 0;
  const input = createReadStream(part, { encoding: "utf8" });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const end = wholeBytes + Buffer.byteLength(line) + 1;
    if (end > size) break;
    ids.add(idOf(line));
    wholeBytes = end;
  }
  await truncate(part, wholeBytes);
  return ids;
}
