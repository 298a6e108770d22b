import type { LivePort, MigrationRecord } from "../../src/migration/index.js";

/** An old side in memory; `before` is awaited by each of its calls, to hold one up or to fail it. */
export class MemoryPort implements LivePort {
  readonly records = new Map<string, MigrationRecord>();
  before: (call: "upsert" | "delete" | "fetch", ids: readonly string[]) => void | Promise<void> = () => {};

  async upsert(records: readonly MigrationRecord[]): Promise<void> {
    await this.before(
      "upsert",
      records.map(({ id }) => id),
    );
    for (const record of records) this.records.set(record.id, record);
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.before("delete", ids);
    for (const id of ids) this.records.delete(id);
  }

  async fetch(ids: readonly string[]): Promise<(MigrationRecord | null)[]> {
    const found = ids.map((id) => this.records.get(id) ?? null);
    await this.before("fetch", ids);
    return found;
  }
}
