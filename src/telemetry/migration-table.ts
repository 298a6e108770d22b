import type { AttributeRow, MetricRow } from "./rows.js";

/** The telemetry of backfills. */
export const MIGRATION_ATTRIBUTES = {
  migrationName: {
    key: "octavec.migration.name",
    type: "string",
    meaning: "the option `name` of the backfill",
  },
  migrationOutcome: {
    key: "octavec.migration.outcome",
    type: "string",
    meaning:
      "`inserted`; `updated` (its id was there); `gave-way` (a live write is newer); `superseded` (a later record of the batch has the same id); `rejected`",
  },
} as const satisfies Record<string, AttributeRow>;

export const MIGRATION_METRICS = {
  migrationRecords: {
    name: "octavec.migration.records",
    instrument: "counter",
    unit: "{record}",
    meaning: "records that this run of a backfill handled",
    attributes: ["migrationName", "migrationOutcome"],
  },
  migrationProgress: {
    name: "octavec.migration.progress",
    instrument: "gauge",
    unit: "1",
    meaning:
      "share of the source's records that all runs have read, while a run is going on; no value if their number is unknown",
    attributes: ["migrationName"],
  },
} as const satisfies Record<string, MetricRow<keyof typeof MIGRATION_ATTRIBUTES>>;
