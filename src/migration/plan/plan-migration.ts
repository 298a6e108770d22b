import type { VectorClient } from "../../client.js";
import { OctavecError } from "../../errors/index.js";
import { type PlanOptions, parseOptions, planOptionsSchema } from "../../options/index.js";
import {
  ATTRIBUTE_OVERHEAD_BYTES,
  estimateElementBytes,
  HASH_FIELD_OVERHEAD_BYTES,
} from "../../repository/index.js";
import {
  type MigrationRecord,
  type MigrationSource,
  type RejectedRecord,
  rejectOf,
  type SourceDescription,
} from "../source/source.js";
import { checkRecord } from "../source/target-record.js";
import { FieldTally, type PlannedField } from "./field-tally.js";
import { measureSample } from "./measure-sample.js";

export interface PlanMigrationOptions extends PlanOptions {
  source: MigrationSource;
  /**
   * The sample is written to a temporary collection on this server, to measure bytes and rate, and removed. Default: nothing
   * is written, and a formula estimates the bytes.
   */
  measureOn?: VectorClient | undefined;
  signal?: AbortSignal | undefined;
}

/** What a migration would do, as plain data. `formatPlan` makes text of it. */
export interface MigrationPlan {
  readonly source: Pick<SourceDescription, "name" | "count" | "dimension" | "metric"> & {
    readonly kind: MigrationSource["kind"];
  };
  readonly target: {
    readonly quantization: "q8" | "none" | "bin";
    readonly m: number;
    readonly precision: "native" | "residual" | "float32";
  };
  readonly fields: readonly PlannedField[];
  /** Fields that hold lists. The translation of filters needs them as `FilterFields.lists`. */
  readonly lists: readonly string[];
  readonly sample: {
    readonly read: number;
    readonly rejected: number;
    /** The first ten rejects. */
    readonly rejects: readonly RejectedRecord[];
    /** Records of the sample with values that attributes cannot hold, see `MigrationRecord.extra`. */
    readonly withExtra: number;
    readonly readPerSecond: number;
  };
  readonly memory: {
    /** `measured` on a server, or by `formula` from figures measured on Redis 8.2.3. */
    readonly basis: "measured" | "formula";
    /** Mean for one element with its attributes and codes. */
    readonly bytesPerElement: number;
    /** Mean for the `extra` of one record. */
    readonly extraBytesPerRecord: number;
    /** For all records; null if the source cannot count them. */
    readonly totalBytes: number | null;
    /** All vectors as float32, for comparison; null if the source cannot count its records. */
    readonly float32Bytes: number | null;
  };
  readonly duration: {
    /** Rate of the measurement; null without `measureOn`. */
    readonly writePerSecond: number | null;
    /** Lower limit: reading, and writing if it was measured, at the rate of the sample. Null if the source cannot count. */
    readonly leastSeconds: number | null;
    /** Estimate that includes slower inserts into a larger graph. Null without `measureOn` or without a count. */
    readonly likelySeconds: number | null;
  };
  /** What cannot be migrated or will behave differently. */
  readonly warnings: readonly string[];
}

const LISTED_REJECTS = 10;

/**
 * Reads the source's description and a sample of its first records, and computes what a migration would do. Writes nothing
 * unless `measureOn` is given.
 *
 * @throws OctavecError `INVALID_OPTIONS`, `UNSUPPORTED_SOURCE` if no record of the sample can be migrated, and the errors of
 * the source and the server.
 */
export async function planMigration(options: PlanMigrationOptions): Promise<MigrationPlan> {
  const { source, measureOn, signal, ...rest } = options;
  const resolved = parseOptions(planOptionsSchema, rest, "options of planMigration");
  const described = await source.describe({ signal });
  const { count, dimension } = described;
  const tally = new FieldTally();
  const good: MigrationRecord[] = [];
  const rejects: RejectedRecord[] = [];
  const startedMs = performance.now();
  for await (const page of source.pages({
    pageSize: Math.min(resolved.pageSize, resolved.sampleSize),
    signal,
  })) {
    rejects.push(...page.rejects);
    for (const record of page.records) {
      try {
        checkRecord(record, dimension);
        tally.add(record);
        good.push(record);
      } catch (error) {
        rejects.push(rejectOf(error, record.id));
      }
    }
    if (good.length + rejects.length >= resolved.sampleSize) break;
  }
  const read = good.length + rejects.length;
  const readPerSecond = read / Math.max((performance.now() - startedMs) / 1000, 1e-6);
  if (read > 0 && good.length === 0) {
    throw new OctavecError(
      "UNSUPPORTED_SOURCE",
      `None of the first ${read} records can be migrated. The first one: ${rejects[0]?.reason}`,
      { details: { rejects: rejects.slice(0, LISTED_REJECTS) } },
    );
  }
  const measured =
    measureOn === undefined || good.length === 0
      ? undefined
      : await measureSample(measureOn, good, dimension, resolved, signal);
  const perRecord = (bytes: number) => (good.length === 0 ? 0 : bytes / good.length);
  const withExtra = good.filter(({ extra }) => extra !== undefined).length;
  const withAttributes = good.filter(({ attributes }) => attributes !== undefined).length;
  const parts = estimateElementBytes(dimension, resolved.target);
  const attributeBytes = perRecord(tally.attributeBytes + withAttributes * ATTRIBUTE_OVERHEAD_BYTES);
  const bytesPerElement =
    measured?.bytesPerElement ??
    Math.round(parts.vectorBytes + parts.fixedBytes + parts.codeBytes + attributeBytes);
  const extraBytesPerRecord = Math.round(perRecord(tally.extraBytes + withExtra * HASH_FIELD_OVERHEAD_BYTES));
  const secondsAt = (rate: number) => (count === null || rate === 0 ? null : count / rate);
  const writePerSecond = measured?.recordsPerSecond ?? null;
  const slowest = writePerSecond === null ? readPerSecond : Math.min(readPerSecond, writePerSecond);
  return {
    source: { kind: source.kind, name: described.name, count, dimension, metric: described.metric },
    target: resolved.target,
    fields: tally.fields(described.fields),
    lists: tally.lists(),
    sample: {
      read,
      rejected: rejects.length,
      rejects: rejects.slice(0, LISTED_REJECTS),
      withExtra,
      readPerSecond: Math.round(readPerSecond),
    },
    memory: {
      basis: measured === undefined ? "formula" : "measured",
      bytesPerElement,
      extraBytesPerRecord,
      totalBytes: count === null ? null : count * (bytesPerElement + extraBytesPerRecord),
      float32Bytes: count === null ? null : count * dimension * 4,
    },
    duration: {
      writePerSecond,
      leastSeconds: secondsAt(slowest),
      likelySeconds:
        writePerSecond === null || count === null
          ? null
          : Math.max(count / readPerSecond, (count / writePerSecond) * slowdownOf(count, good.length)),
    },
    warnings: described.warnings,
  };
}

/**
 * How many times longer an insert into a set of `count` elements takes than one into a set of `sampleCount`. This is the
 * slowdown at the end of a run, so the estimate is rather too long than too short.
 */
function slowdownOf(count: number, sampleCount: number): number {
  return Math.max(1, relativeCost(count) / relativeCost(sampleCount));
}

/**
 * Time of a VADD relative to a set of up to 1,000 elements. Measured with 512 dimensions and Q8 on Redis 8.2.3: 205 µs up to
 * 1,000 elements, 659 µs at 10,000, 1,540 µs at 100,000. Larger sets are assumed to grow at the last rate per factor of ten.
 */
function relativeCost(count: number): number {
  const tenfolds = Math.max(0, Math.log10(Math.max(count, 1)) - 3);
  return tenfolds <= 1 ? 3.2 ** tenfolds : 3.2 * 2.34 ** (tenfolds - 1);
}
