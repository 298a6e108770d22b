import { open, stat } from "node:fs/promises";
import { OctavecError } from "../../errors/index.js";
import { byteLines, type Line } from "./byte-lines.js";
import { parseJsonlRecord } from "./jsonl-record.js";
import type {
  MigrationRecord,
  MigrationSource,
  PageOptions,
  RejectedRecord,
  SourceDescription,
  SourcePage,
} from "./source.js";

/**
 * A source that reads a file with one record per line: `{"id": "42", "vector": [0.1, …], "attributes": {…}, "extra": …}`. The
 * vector is a list of numbers, or base64 of little-endian float32 values. `extra` is any JSON. If two lines have the same
 * id, the later one counts. A cursor is a position in bytes, so the file must not change between two runs.
 */
export function createJsonlSource(path: string): MigrationSource {
  return new JsonlSource(path);
}

class JsonlSource implements MigrationSource {
  readonly kind = "jsonl";
  #lines: Promise<ReadonlyMap<string, Line>> | undefined;

  constructor(private readonly path: string) {}

  /** Reads the file once, to count its lines. */
  async describe({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<SourceDescription> {
    await this.#requireFile();
    let count = 0;
    let first: MigrationRecord | undefined;
    for await (const line of byteLines(this.path, 0, signal)) {
      if (isBlank(line)) continue;
      count++;
      first ??= recordOf(line);
    }
    if (first === undefined) {
      throw new OctavecError("SOURCE_NOT_FOUND", `No line of ${this.path} holds a record.`);
    }
    return {
      name: `jsonl ${this.path}`,
      count,
      dimension: first.vector.length,
      metric: "none",
      fields: Object.entries(first.attributes ?? {}).map(([field, value]) => {
        return { field, sourceType: Array.isArray(value) ? "array" : typeof value, kept: "attribute" };
      }),
      warnings: ["The fields are those of the first record; other records may have more."],
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    const { size } = await this.#requireFile();
    const from = Number(cursor ?? 0);
    if (from > size) {
      throw new OctavecError(
        "MIGRATION_CONFLICT",
        `${this.path} has ${size} bytes, but the earlier run stopped at byte ${from}: the file was changed. Run with restart.`,
      );
    }
    let records: MigrationRecord[] = [];
    let rejects: RejectedRecord[] = [];
    for await (const line of byteLines(this.path, from, signal)) {
      if (!isBlank(line)) {
        const parsed = parseJsonlRecord(line);
        if ("vector" in parsed) records.push(parsed);
        else rejects.push(parsed);
      }
      if (records.length + rejects.length < pageSize) continue;
      yield { records, rejects, cursor: line.end < size ? String(line.end) : null };
      if (line.end >= size) return;
      records = [];
      rejects = [];
    }
    yield { records, rejects, cursor: null };
  }

  /** The first call reads the whole file and keeps the position of each id in memory, about 100 bytes per record. */
  async fetch(
    ids: readonly string[],
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<(MigrationRecord | null)[]> {
    const indexing = this.#lines ?? this.#indexLines(signal);
    this.#lines = indexing;
    const lines = await indexing.catch((error: unknown) => {
      this.#lines = undefined;
      throw error;
    });
    const file = await open(this.path);
    try {
      const records: (MigrationRecord | null)[] = [];
      for (const id of ids) {
        const line = lines.get(id);
        if (line === undefined) {
          records.push(null);
          continue;
        }
        const bytes = Buffer.alloc(line.end - line.start);
        await file.read(bytes, 0, bytes.length, line.start);
        records.push(recordOf({ ...line, bytes }) ?? null);
      }
      return records;
    } finally {
      await file.close();
    }
  }

  /** The line of each id, without its content. */
  async #indexLines(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Line>> {
    await this.#requireFile();
    const lines = new Map<string, Line>();
    for await (const line of byteLines(this.path, 0, signal)) {
      const record = isBlank(line) ? undefined : recordOf(line);
      if (record !== undefined) lines.set(record.id, { ...line, bytes: NO_BYTES });
    }
    return lines;
  }

  async #requireFile() {
    try {
      return await stat(this.path);
    } catch (cause) {
      throw new OctavecError("SOURCE_NOT_FOUND", `The file ${this.path} does not exist or cannot be read.`, {
        cause,
      });
    }
  }
}

const NO_BYTES = Buffer.alloc(0);

function isBlank({ bytes, tooLong }: Line): boolean {
  return !tooLong && bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === 0x0a);
}

function recordOf(line: Line): MigrationRecord | undefined {
  const parsed = parseJsonlRecord(line);
  return "vector" in parsed ? parsed : undefined;
}
