import type { Attributes, Counter } from "@opentelemetry/api";

/**
 * Adds up values, and gives the SDK the sums. The SDK sorts and joins the attributes at every call, which costs as much as the rest of
 * a hit from memory. Attributes are told apart by identity: create them once. Call `flush` before metrics are collected.
 */
export class BufferedCounter {
  readonly #sums = new Map<Attributes, number>();

  constructor(private readonly counter: Counter) {}

  add(value: number, attributes: Attributes): void {
    this.#sums.set(attributes, (this.#sums.get(attributes) ?? 0) + value);
  }

  flush(): void {
    for (const [attributes, sum] of this.#sums) this.counter.add(sum, attributes);
    this.#sums.clear();
  }
}
