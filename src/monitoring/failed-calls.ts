/** Failures within this time count as one moment. */
const SLOT_MS = 20;
/** Moments that are remembered: at least 20 seconds. */
const MAX_SLOTS = 1_000;

/**
 * Counts failed calls. An outage is noticed some time after it began, so this class also knows how many calls had failed at an
 * earlier moment.
 */
export class FailedCalls {
  #total = 0;
  readonly #slots: { readonly atMs: number; readonly before: number }[] = [];

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  get total(): number {
    return this.#total;
  }

  add(): void {
    const atMs = this.nowMs();
    const last = this.#slots.at(-1);
    if (last === undefined || atMs - last.atMs >= SLOT_MS) {
      this.#slots.push({ atMs, before: this.#total });
      if (this.#slots.length > MAX_SLOTS) this.#slots.shift();
    }
    this.#total++;
  }

  /** How many calls had failed at `sinceMs`, a time of `nowMs`. */
  totalAt(sinceMs: number): number {
    return this.#slots.find(({ atMs }) => atMs >= sinceMs)?.before ?? this.#total;
  }
}
