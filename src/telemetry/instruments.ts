import type { Counter, Histogram, Meter, Observable } from "@opentelemetry/api";
import { CALL_BUCKETS_SECONDS, type MetricRow } from "./rows.js";

/**
 * Creates the instruments for rows of the table. If many clients create the same instrument of one meter, the SDK combines
 * them to one stream, and attributes distinguish their values.
 */

type AnyRow = MetricRow;

type RowOf<Instrument extends AnyRow["instrument"]> = AnyRow & { readonly instrument: Instrument };

export type HistogramRow = RowOf<"histogram">;

export function createHistogram(meter: Meter, row: HistogramRow): Histogram {
  return meter.createHistogram(row.name, {
    ...labelOf(row),
    advice: { explicitBucketBoundaries: [...(row.buckets ?? CALL_BUCKETS_SECONDS)] },
  });
}

export function createCounter(meter: Meter, row: RowOf<"counter">): Counter {
  return meter.createCounter(row.name, labelOf(row));
}

/** An instrument that is read when metrics are collected. */
export function createObservable(
  meter: Meter,
  row: RowOf<"observed counter"> | RowOf<"up-down counter"> | RowOf<"gauge">,
): Observable {
  switch (row.instrument) {
    case "observed counter":
      return meter.createObservableCounter(row.name, labelOf(row));
    case "up-down counter":
      return meter.createObservableUpDownCounter(row.name, labelOf(row));
    case "gauge":
      return meter.createObservableGauge(row.name, labelOf(row));
  }
}

function labelOf({ unit, meaning }: AnyRow): { unit: string; description: string } {
  return { unit, description: meaning };
}
