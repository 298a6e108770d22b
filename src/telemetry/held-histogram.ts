import type { Attributes, Histogram } from "@opentelemetry/api";

const MAX_HELD = 256;

/**
 * Hands values over by the hundred. One by one, between calls to the server, each costs several times as much, because
 * nothing of the SDK is in the processor's caches then. Who collects must `flush` first.
 */
export class HeldHistogram {
  #held: number[] = [];

  constructor(
    private readonly histogram: Histogram,
    private readonly attributes: Attributes,
  ) {}

  record(value: number): void {
    if (this.#held.push(value) >= MAX_HELD) this.flush();
  }

  flush(): void {
    const values = this.#held;
    this.#held = [];
    for (const value of values) this.histogram.record(value, this.attributes);
  }
}
