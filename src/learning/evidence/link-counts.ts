/** Only this many of the latest stored entries count. */
const WINDOW = 2_000;
/** With fewer entries the share is unknown. */
const LEAST_STORES = 50;

/**
 * How many of the latest 2,000 stored entries are unlinked: their caller named no answer id, and none of the other entries has
 * an equal response.
 */
export class LinkCounts {
  readonly #window: { readonly answerId: string; readonly isNamed: boolean }[] = [];
  readonly #entries = new Map<string, number>();
  #alone = 0;
  #next = 0;

  note(answerId: string, isNamed: boolean): void {
    const leaving = this.#window[this.#next];
    if (leaving !== undefined && !leaving.isNamed) this.#change(leaving.answerId, -1);
    this.#window[this.#next] = { answerId, isNamed };
    this.#next = (this.#next + 1) % WINDOW;
    if (!isNamed) this.#change(answerId, 1);
  }

  /** Two answers were found to be the same. */
  merge(answerId: string, into: string): void {
    const at = this.#window.findLastIndex((entry) => entry.answerId === answerId && !entry.isNamed);
    if (at < 0) return;
    this.#change(answerId, -1);
    this.#window[at] = { answerId: into, isNamed: true };
  }

  /** 0 … 1; undefined below 50 stores. */
  get unlinkedShare(): number | undefined {
    return this.#window.length < LEAST_STORES ? undefined : this.#alone / this.#window.length;
  }

  #change(answerId: string, by: 1 | -1): void {
    const before = this.#entries.get(answerId) ?? 0;
    const after = before + by;
    if (after === 0) this.#entries.delete(answerId);
    else this.#entries.set(answerId, after);
    this.#alone += (after === 1 ? 1 : 0) - (before === 1 ? 1 : 0);
  }
}
