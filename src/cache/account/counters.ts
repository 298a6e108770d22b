/** Sums by name. `add` takes fractions; `takeWhole` takes whole numbers and leaves the rest for the next time. */
export class Counters {
  readonly #sums = new Map<string, number>();

  add(name: string, amount = 1): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + amount);
  }

  /** Removes the whole part of every sum and returns these parts. */
  takeWhole(): ReadonlyMap<string, number> {
    const taken = new Map<string, number>();
    for (const [name, sum] of this.#sums) {
      const whole = Math.trunc(sum);
      if (whole !== 0) taken.set(name, whole);
      if (whole === sum) this.#sums.delete(name);
      else this.#sums.set(name, sum - whole);
    }
    return taken;
  }

  clear(): void {
    this.#sums.clear();
  }

  entries(): IterableIterator<[string, number]> {
    return this.#sums.entries();
  }
}
