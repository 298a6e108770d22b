import type { Attributes, Histogram } from "@opentelemetry/api";

const MAX_VALUES = 256;

/**
 * Collects values and records many at once. Recording each value between two calls to the server would take several times
 * as long, because the code of the SDK would not be in the processor's caches. Call `flush` before metrics are collected.
 */
export class BufferedHistogram {
  #values: number[] = [];

  constructor(
    private readonly histogram: Histogram,
    private readonly attributes: Attributes,
  ) {}

  record(value: number): void {
    if (this.#values.push(value) >= MAX_VALUES) this.flush();
  }

  flush(): void {
    const values = this.#values;
    this.#values = [];
    for (const value of values) this.histogram.record(value, this.attributes);
  }
}
