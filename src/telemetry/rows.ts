/** The types of rows in the tables of telemetry, and the buckets of durations. */

export interface AttributeRow {
  readonly key: string;
  readonly type: "string" | "int" | "double";
  readonly meaning: string;
}

export interface SpanRow<Name extends string = string> {
  /** The span's name. A name in braces stands for the value of that attribute. */
  readonly name: string;
  readonly kind: "CLIENT" | "CONSUMER" | "INTERNAL" | "SERVER";
  readonly meaning: string;
  readonly attributes: readonly Name[];
  /** Attributes of some spans. The row of an attribute says when it is present. */
  readonly sometimes: readonly Name[];
}

export interface MetricRow<Name extends string = string> {
  readonly name: string;
  /** Observed counters, up-down counters and gauges are asynchronous: they are read when metrics are collected. */
  readonly instrument: "histogram" | "counter" | "observed counter" | "up-down counter" | "gauge";
  readonly unit: string;
  readonly meaning: string;
  readonly attributes: readonly Name[];
  /** Attributes of some data points. The row of an attribute says when it is present. */
  readonly sometimes?: readonly Name[];
  /** Upper bounds of a histogram's buckets. Default: `CALL_BUCKETS_SECONDS`. */
  readonly buckets?: readonly number[];
}

/**
 * Upper bounds of the histogram buckets of calls, in seconds. They contain all that the convention for
 * `db.client.operation.duration` names, and finer ones, because a search takes less than a millisecond. The last bucket has no
 * upper bound.
 */
export const CALL_BUCKETS_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** Upper bounds of the buckets of durations that may be without I/O, in seconds: a hit in memory takes some microseconds. */
export const FAST_BUCKETS_SECONDS = [0.000005, 0.00001, 0.000025, 0.00005, ...CALL_BUCKETS_SECONDS] as const;
