import type {
  FieldMapping,
  MigrationRecord,
  MigrationSource,
  RejectedRecord,
  SourceDescription,
  SourcePage,
} from "../../src/migration/index.js";

/** Records in memory, page by page in their order; the cursor is a position. */
export class MemorySource implements MigrationSource {
  readonly kind = "jsonl";
  /** Pages given out so far. */
  pagesGiven = 0;

  constructor(
    private readonly records: readonly (MigrationRecord | RejectedRecord)[],
    private readonly description: Partial<SourceDescription> & { fields?: readonly FieldMapping[] } = {},
  ) {}

  async describe(): Promise<SourceDescription> {
    return {
      name: "memory",
      count: this.records.length,
      dimension: 4,
      metric: "cosine",
      fields: [],
      warnings: [],
      ...this.description,
    };
  }

  async *pages({
    cursor = "0",
    pageSize,
  }: {
    cursor?: string;
    pageSize: number;
  }): AsyncGenerator<SourcePage> {
    for (let at = Number(cursor); ; at += pageSize) {
      const some = this.records.slice(at, at + pageSize);
      const isLast = at + pageSize >= this.records.length;
      this.pagesGiven += 1;
      yield {
        records: some.filter((record) => "vector" in record),
        rejects: some.filter((record) => "reason" in record),
        cursor: isLast ? null : String(at + pageSize),
      };
      if (isLast) return;
    }
  }

  async fetch(ids: readonly string[]): Promise<(MigrationRecord | null)[]> {
    const records = this.records.filter((record) => "vector" in record);
    return ids.map((id) => records.find((record) => record.id === id) ?? null);
  }
}
