import type { MigrationRecord, SourceHit } from "../source/source.js";
import { cosineOf } from "./least-cosine.js";

/** The nearest records to one vector by comparison with each one that is offered. */
export class ExactSearch {
  /** Best first. */
  readonly #hits: SourceHit[] = [];

  constructor(
    private readonly vector: Float32Array,
    private readonly limit: number,
    private readonly matches: (record: MigrationRecord) => boolean = () => true,
  ) {}

  get hits(): readonly SourceHit[] {
    return this.#hits;
  }

  offer(record: MigrationRecord): void {
    if (!this.matches(record)) return;
    const score = cosineOf(this.vector, record.vector);
    const last = this.#hits.at(-1);
    if (!(score > (last?.score ?? -Infinity)) && this.#hits.length >= this.limit) return;
    const earlier = this.#hits.findIndex(({ id }) => id === record.id);
    if (earlier !== -1) this.#hits.splice(earlier, 1);
    const place = this.#hits.findIndex((hit) => hit.score < score);
    this.#hits.splice(place === -1 ? this.#hits.length : place, 0, { id: record.id, score });
    if (this.#hits.length > this.limit) this.#hits.pop();
  }
}
