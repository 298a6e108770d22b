import type {
  Counter,
  Histogram,
  Meter,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
} from "@opentelemetry/api";
import { DURATION_BUCKETS_SECONDS, type MetricRow } from "./telemetry-table.js";

/**
 * Creates the instruments for rows of the table. If many clients create the same instrument of one meter, the SDK combines
 * them to one stream, and attributes distinguish their values.
 */

type AnyRow = MetricRow<string>;

type RowOf<Instrument extends AnyRow["instrument"]> = AnyRow & { readonly instrument: Instrument };

export type HistogramRow = RowOf<"histogram">;

export function createHistogram(meter: Meter, row: HistogramRow): Histogram {
  return meter.createHistogram(row.name, {
    ...labelOf(row),
    advice: { explicitBucketBoundaries: [...(row.buckets ?? DURATION_BUCKETS_SECONDS)] },
  });
}

export function createCounter(meter: Meter, row: RowOf<"counter">): Counter {
  return meter.createCounter(row.name, labelOf(row));
}

export function createObservableCounter(meter: Meter, row: RowOf<"observable counter">): ObservableCounter {
  return meter.createObservableCounter(row.name, labelOf(row));
}

export function createObservableUpDownCounter(
  meter: Meter,
  row: RowOf<"up-down counter">,
): ObservableUpDownCounter {
  return meter.createObservableUpDownCounter(row.name, labelOf(row));
}

export function createObservableGauge(meter: Meter, row: RowOf<"gauge">): ObservableGauge {
  return meter.createObservableGauge(row.name, labelOf(row));
}

function labelOf({ unit, meaning }: AnyRow): { unit: string; description: string } {
  return { unit, description: meaning };
}
