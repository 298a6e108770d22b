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
 * A file with one record per line: `{"id": "42", "vector": [0.1, …], "attributes": {…}, "extra": …}`. The vector is a list of
 * numbers or base64 of float32 values, little-endian; `extra` is any JSON. The cursor is the place in bytes, so the file must
 * not change between two runs. Of two lines with one id the later one stands.
 */
export function createJsonlSource(path: string): MigrationSource {
  return new JsonlSource(path);
}

class JsonlSource implements MigrationSource {
  readonly kind = "jsonl";
  #places: Promise<ReadonlyMap<string, Line>> | undefined;

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
      throw new OctavecError("SOURCE_NOT_FOUND", `${this.path} holds no line that is a record.`);
    }
    return {
      name: `jsonl ${this.path}`,
      count,
      dimension: first.vector.length,
      metric: "none",
      fields: Object.entries(first.attributes ?? {}).map(([field, value]) => {
        return { field, sourceType: Array.isArray(value) ? "array" : typeof value, kept: "attribute" };
      }),
      warnings: ["Fields are those of the first record; others may have more."],
    };
  }

  async *pages({ cursor, pageSize, signal }: PageOptions): AsyncGenerator<SourcePage> {
    const { size } = await this.#requireFile();
    const from = Number(cursor ?? 0);
    if (from > size) {
      throw new OctavecError(
        "MIGRATION_CONFLICT",
        `${this.path} has ${size} bytes, but the run stopped at byte ${from}: it is another file now. Run with restart.`,
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

  /** At first use it reads the file once and remembers where each id is: some 100 bytes per record. */
  async fetch(
    ids: readonly string[],
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<(MigrationRecord | null)[]> {
    const remembered = this.#places ?? this.#index(signal);
    this.#places = remembered;
    const places = await remembered.catch((error: unknown) => {
      this.#places = undefined;
      throw error;
    });
    const file = await open(this.path);
    try {
      const records: (MigrationRecord | null)[] = [];
      for (const id of ids) {
        const place = places.get(id);
        if (place === undefined) {
          records.push(null);
          continue;
        }
        const bytes = Buffer.alloc(place.end - place.start);
        await file.read(bytes, 0, bytes.length, place.start);
        records.push(recordOf({ ...place, bytes }) ?? null);
      }
      return records;
    } finally {
      await file.close();
    }
  }

  async #index(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Line>> {
    await this.#requireFile();
    const places = new Map<string, Line>();
    for await (const line of byteLines(this.path, 0, signal)) {
      const record = isBlank(line) ? undefined : recordOf(line);
      if (record !== undefined) places.set(record.id, { ...line, bytes: NOTHING });
    }
    return places;
  }

  async #requireFile() {
    try {
      return await stat(this.path);
    } catch (cause) {
      throw new OctavecError("SOURCE_NOT_FOUND", `There is no file ${this.path} that can be read.`, {
        cause,
      });
    }
  }
}

const NOTHING = Buffer.alloc(0);

function isBlank({ bytes, tooLong }: Line): boolean {
  return !tooLong && bytes.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09 || byte === 0x0a);
}

function recordOf(line: Line): MigrationRecord | undefined {
  const parsed = parseJsonlRecord(line);
  return "vector" in parsed ? parsed : undefined;
}
