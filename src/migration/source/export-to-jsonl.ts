import { type FileHandle, open, rename } from "node:fs/promises";
import { formatJsonlRecord } from "./jsonl-record.js";
import type { MigrationSource, RejectedRecord } from "./source.js";

export interface JsonlExportOptions {
  readonly source: MigrationSource;
  /** Written beside it as `path.part` and renamed when complete, so a cut export is never taken for a whole one. */
  readonly path: string;
  /** Records read at a time. Default 500. */
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each page with the number of records written. */
  readonly onProgress?: ((written: number) => void) | undefined;
}

/** Writes every record of a source to a JSONL file that `createJsonlSource` reads. @returns what was written, and what the source could not give. */
export async function exportToJsonl({
  source,
  path,
  pageSize = 500,
  signal,
  onProgress,
}: JsonlExportOptions): Promise<{ written: number; rejects: RejectedRecord[] }> {
  const part = `${path}.part`;
  const file = await open(part, "w");
  try {
    const done = await writeAll(file, source.pages({ pageSize, signal }), onProgress);
    await file.sync();
    await file.close();
    await rename(part, path);
    return done;
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}

async function writeAll(
  file: FileHandle,
  pages: ReturnType<MigrationSource["pages"]>,
  onProgress: ((written: number) => void) | undefined,
) {
  let written = 0;
  const rejects: RejectedRecord[] = [];
  for await (const page of pages) {
    await file.appendFile(page.records.map(formatJsonlRecord).join(""));
    written += page.records.length;
    rejects.push(...page.rejects);
    onProgress?.(written);
  }
  return { written, rejects };
}
