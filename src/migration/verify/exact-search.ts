import type { MigrationRecord, SourceHit } from "../source/source.js";
import { cosineOf } from "./least-cosine.js";

/** Finds the records nearest to one vector by comparing it with every record offered. */
export class ExactSearch {
  /** Best first. */
  readonly #hits: SourceHit[] = [];
  readonly #ids = new Set<string>();

  constructor(
    private readonly vector: Float32Array,
    private readonly limit: number,
    private readonly matches: (record: MigrationRecord) => boolean = () => true,
  ) {}

  get hits(): readonly SourceHit[] {
    return this.#hits;
  }

  /** A later record with the same id replaces the earlier one. */
  offer(record: MigrationRecord): void {
    if (this.#ids.has(record.id)) this.#remove(this.#hits.findIndex(({ id }) => id === record.id));
    if (!this.matches(record)) return;
    const score = cosineOf(this.vector, record.vector);
    // A zero vector has no cosine, and no target stores it.
    if (Number.isNaN(score)) return;
    const last = this.#hits.at(-1);
    if (last !== undefined && score <= last.score && this.#hits.length >= this.limit) return;
    const place = this.#hits.findIndex((hit) => hit.score < score);
    this.#hits.splice(place === -1 ? this.#hits.length : place, 0, { id: record.id, score });
    this.#ids.add(record.id);
    if (this.#hits.length > this.limit) this.#remove(this.#hits.length - 1);
  }

  #remove(place: number): void {
    for (const { id } of this.#hits.splice(place, 1)) this.#ids.delete(id);
  }
}
