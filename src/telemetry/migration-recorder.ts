import type { MeterProvider } from "@opentelemetry/api";
import { createCounter } from "./instruments.js";
import { meterOf } from "./meter-of.js";
import { MIGRATION_ATTRIBUTES, MIGRATION_METRICS } from "./migration-table.js";
import { observeTogether } from "./shared-observation.js";

/** What became of the records of one batch. */
export interface MigrationCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly "gave-way": number;
  readonly superseded: number;
  readonly rejected: number;
}

/** Records one run of a backfill. */
export interface MigrationRecorder {
  /** @param progress - Share of the source's records that were read, 0 to 1; undefined if their number is unknown. */
  copied(counts: MigrationCounts, progress: number | undefined): void;
  /** The run has ended: its progress is observed no more. */
  close(): void;
}

/**
 * @param name - The backfill's name.
 * @param meterProvider - Default: the provider that is registered now.
 * @returns undefined if no SDK collects metrics.
 */
export function createMigrationRecorder(
  name: string,
  meterProvider?: MeterProvider,
): MigrationRecorder | undefined {
  const meter = meterOf(meterProvider);
  if (meter === undefined) return undefined;
  const naming = { [MIGRATION_ATTRIBUTES.migrationName.key]: name };
  const records = createCounter(meter, MIGRATION_METRICS.migrationRecords);
  let progress: number | undefined;
  const close = observeTogether(meter, MIGRATION_METRICS.migrationProgress, {
    attributes: naming,
    combine: "lowest",
    read: () => progress,
  });
  return {
    copied(counts, now) {
      progress = now;
      for (const [outcome, count] of Object.entries(counts)) {
        if (count > 0)
          records.add(count, { ...naming, [MIGRATION_ATTRIBUTES.migrationOutcome.key]: outcome });
      }
    },
    close,
  };
}
