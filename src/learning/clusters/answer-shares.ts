/** How often each answer was asked for, by its key. */
export type AnswerCounts = ReadonlyMap<string, number>;

/** Which answers were asked for in the first look-ups, and in the latest. */
export class AnswerShares {
  readonly #size: number;
  #before = new Map<string, number>();
  #noted = 0;
  readonly #now = new Map<string, number>();
  readonly #latest: string[] = [];
  #next = 0;

  /** @param size - Look-ups in each window. */
  constructor(size: number) {
    this.#size = size;
  }

  note(key: string): void {
    if (this.#noted < this.#size) {
      this.#noted++;
      add(this.#before, key, 1);
    }
    const oldest = this.#latest[this.#next];
    if (oldest !== undefined) add(this.#now, oldest, -1);
    this.#latest[this.#next] = key;
    this.#next = (this.#next + 1) % this.#size;
    add(this.#now, key, 1);
  }

  /** Of the latest look-ups. */
  get now(): AnswerCounts {
    return this.#now;
  }

  /** Gives the first window; the next look-ups are the first ones from now on. */
  takeFirst(): AnswerCounts {
    const first = this.#before;
    this.#before = new Map();
    this.#noted = 0;
    return first;
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
