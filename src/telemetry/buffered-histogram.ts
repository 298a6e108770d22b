import type { Attributes, Histogram } from "@opentelemetry/api";

const MAX_VALUES = 256;

/**
 * Collects values and records many at once. Recording each value between two calls to the server would take several times
 * as long, because the code of the SDK would not be in the processor's caches. Call `flush` before metrics are collected.
 */
export class BufferedHistogram {
  #values: number[] = [];
  #attributes: Attributes[] = [];

  constructor(private readonly histogram: Histogram) {}

  record(value: number, attributes: Attributes): void {
    this.#attributes.push(attributes);
    if (this.#values.push(value) >= MAX_VALUES) this.flush();
  }

  flush(): void {
    const [values, attributes] = [this.#values, this.#attributes];
    this.#values = [];
    this.#attributes = [];
    for (const [i, value] of values.entries()) this.histogram.record(value, attributes[i]);
  }
}
