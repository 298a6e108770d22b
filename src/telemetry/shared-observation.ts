import type { Attributes, Meter } from "@opentelemetry/api";
import { createObservable } from "./instruments.js";
import type { MetricRow } from "./rows.js";

/** Gives the value now; undefined if there is none. */
export type Read = () => number | undefined;

export type GaugeRow = MetricRow & { readonly instrument: "up-down counter" | "gauge" };

/** How the values of several readers with the same attributes become one. */
export type Combine = "highest" | "lowest" | "sum";

export interface SharedObservation {
  readonly attributes: Attributes;
  readonly combine: Combine;
  /**
   * Reported while no reader has a value, once one had: the SDK would report the last value for good, and an alert on it
   * would never clear. Default: that last value.
   */
  readonly otherwise?: number;
  readonly read: Read;
}

interface Series {
  readonly attributes: Attributes;
  readonly readers: Set<Read>;
  hasValue: boolean;
}

/** By meter, name of the metric, and attributes. */
const observed = new WeakMap<Meter, Map<string, Map<string, Series>>>();

/**
 * Observes a value at every collection. Values of several objects in this process with the same attributes become one, because
 * the SDK would keep the last of them only.
 *
 * @returns a function that ends the observation.
 */
export function observeTogether(
  meter: Meter,
  row: GaugeRow,
  { attributes, combine, otherwise, read }: SharedObservation,
): () => void {
  const series = seriesOf(meter, row, combine, otherwise);
  const key = JSON.stringify(attributes);
  const own = series.get(key) ?? { attributes, readers: new Set(), hasValue: false };
  series.set(key, own);
  own.readers.add(read);
  return () => {
    own.readers.delete(read);
    // With a value for the time without readers, the series is still reported.
    if (own.readers.size === 0 && !(own.hasValue && otherwise !== undefined)) series.delete(key);
  };
}

function seriesOf(meter: Meter, row: GaugeRow, combine: Combine, otherwise?: number): Map<string, Series> {
  const rows = observed.get(meter) ?? new Map<string, Map<string, Series>>();
  observed.set(meter, rows);
  const known = rows.get(row.name);
  if (known !== undefined) return known;
  const series = new Map<string, Series>();
  rows.set(row.name, series);
  createObservable(meter, row).addCallback((result) => {
    for (const own of series.values()) {
      const values = [...own.readers].flatMap((read) => read() ?? []);
      const value = values.length > 0 ? combined(combine, values) : own.hasValue ? otherwise : undefined;
      if (value === undefined) continue;
      own.hasValue = true;
      result.observe(value, own.attributes);
    }
  });
  return series;
}

function combined(combine: Combine, values: readonly number[]): number {
  switch (combine) {
    case "highest":
      return Math.max(...values);
    case "lowest":
      return Math.min(...values);
    case "sum":
      return values.reduce((sum, value) => sum + value, 0);
  }
}
