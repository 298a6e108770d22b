import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";

/**
 * Ids that Redis could not note before their write: kept in memory and, with a file, through a crash of this process. A line
 * of the file is the id as JSON. Writing is synchronous: the line is with the operating system before the old side is written.
 */
export class Spool {
  /** Each id and the number of the write that put it here last. */
  readonly #ids = new Map<string, number>();
  #writes = 0;

  /** Takes up what an earlier process left in the file. */
  constructor(
    private readonly most: number,
    private readonly file: string | undefined,
  ) {
    for (const id of file === undefined ? [] : readIds(file)) this.#ids.set(id, 0);
  }

  get size(): number {
    return this.#ids.size;
  }

  /** The first ids that `isFree` lets through, for `remove`. */
  some(most: number, isFree: (id: string) => boolean = () => true): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [id, write] of this.#ids) {
      if (found.size === most) break;
      if (isFree(id)) found.set(id, write);
    }
    return found;
  }

  /** @returns the ids that there was no room for. */
  add(ids: readonly string[]): string[] {
    const write = ++this.#writes;
    const lost: string[] = [];
    let lines = "";
    for (const id of ids) {
      const isKnown = this.#ids.has(id);
      if (isKnown || this.#ids.size < this.most) {
        this.#ids.set(id, write);
        if (!isKnown) lines += `${JSON.stringify(id)}\n`;
      } else lost.push(id);
    }
    if (this.file !== undefined && lines !== "") appendFileSync(this.file, lines);
    return lost;
  }

  /** They are noted in Redis. Those that another write put here since stay. */
  remove(ids: ReadonlyMap<string, number>): void {
    for (const [id, write] of ids) if (this.#ids.get(id) === write) this.#ids.delete(id);
    // Lines of removed ids stay until the last one goes; replaying them again would be harmless.
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
        // The end of a line that was being written when the machine stopped: that write was never begun.
        return [];
      }
    });
}
