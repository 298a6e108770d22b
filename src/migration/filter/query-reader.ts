import { OctavecError } from "../../errors/index.js";

/** A place in the text of a RediSearch query, and what is read from there on. */
export class QueryReader {
  #at = 0;

  constructor(readonly text: string) {}

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    this.skipSpace();
    return this.#at >= this.text.length;
  }

  /** The next character that is no white space, without taking it; empty at the end. */
  peek(): string {
    this.skipSpace();
    return this.text[this.#at] ?? "";
  }

  skipSpace(): void {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at += 1;
  }

  /** Takes what the pattern (sticky) finds here, or nothing. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  /**
   * Takes everything from an opening bracket to the closing one that belongs to it, and gives what is between. Brackets
   * within quotes and after a backslash do not count.
   */
  takeBracketed(open: string, close: string): string {
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.text.length; this.#at++) {
      const character = this.text[this.#at];
      if (character === "\\") this.#at += 1;
      else if (character === '"') this.#skipQuoted();
      else if (character === open) depth += 1;
      else if (character === close) depth -= 1;
      if (depth === 0) {
        this.#at += 1;
        return this.text.slice(start + 1, this.#at - 1);
      }
    }
    this.#at = start;
    throw this.problem(`${open} is not closed`);
  }

  /** From a place up to here, for reports. */
  since(start: number): string {
    return this.text.slice(start, this.#at).trim();
  }

  problem(what: string): OctavecError {
    return new OctavecError(
      "INVALID_FILTER",
      `This is no query of RediSearch that can be read: ${what} at position ${this.#at}.`,
      { details: { position: this.#at } },
    );
  }

  #skipQuoted(): void {
    const start = this.#at;
    for (this.#at += 1; this.text[this.#at] !== '"'; this.#at++) {
      if (this.#at >= this.text.length) {
        this.#at = start;
        throw this.problem("a quote is not closed");
      }
      if (this.text[this.#at] === "\\") this.#at += 1;
    }
  }
}
