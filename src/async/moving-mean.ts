/** Weight of the newest value: about the last ten count. */
const WEIGHT = 0.2;

/** An exponentially weighted mean; undefined before the first value. */
export class MovingMean {
  #mean: number | undefined;

  add(value: number): void {
    this.#mean = this.#mean === undefined ? value : this.#mean + WEIGHT * (value - this.#mean);
  }

  get value(): number | undefined {
    return this.#mean;
  }
}
