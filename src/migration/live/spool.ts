import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";

/**
 * Pending ids that could not be added to the stream in Redis. They are kept in memory and, if there is a file, survive a
 * crash of this process. Each line of the file is one id as JSON. The file is written synchronously, so that the operating
 * system has the line before the old side is written.
 */
export class Spool {
  /** Each id with the number of the `add` call that added it last. */
  readonly #ids = new Map<string, number>();
  #calls = 0;

  /** Reads the ids that an earlier process left in the file. */
  constructor(
    private readonly maxIds: number,
    private readonly file: string | undefined,
  ) {
    for (const id of file === undefined ? [] : readIds(file)) this.#ids.set(id, 0);
  }

  get size(): number {
    return this.#ids.size;
  }

  /** The first `maxCount` ids for which `isIncluded` is true. Pass them to `remove` after they were handled. */
  first(maxCount: number, isIncluded: (id: string) => boolean = () => true): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [id, call] of this.#ids) {
      if (found.size === maxCount) break;
      if (isIncluded(id)) found.set(id, call);
    }
    return found;
  }

  /** @returns the ids for which there was no room. */
  add(ids: readonly string[]): string[] {
    const call = ++this.#calls;
    const lost: string[] = [];
    let lines = "";
    for (const id of ids) {
      const isKnown = this.#ids.has(id);
      if (isKnown || this.#ids.size < this.maxIds) {
        this.#ids.set(id, call);
        if (!isKnown) lines += `${JSON.stringify(id)}\n`;
      } else lost.push(id);
    }
    if (this.file !== undefined && lines !== "") appendFileSync(this.file, lines);
    return lost;
  }

  /** Removes ids that `first` returned. An id that was added again since then stays. */
  remove(ids: ReadonlyMap<string, number>): void {
    for (const [id, call] of ids) if (this.#ids.get(id) === call) this.#ids.delete(id);
    // The file is truncated when no id is left. Until then it has lines of removed ids, whose replay is harmless.
    if (this.#ids.size === 0 && this.file !== undefined && existsSync(this.file)) truncateSync(this.file);
  }
}

function readIds(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        const id: unknown = JSON.parse(line);
        return typeof id === "string" ? [id] : [];
      } catch {
        // A line that was cut off by a crash. Its write had not begun.
        return [];
      }
    });
}
