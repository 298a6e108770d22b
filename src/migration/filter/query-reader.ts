import { OctavecError } from "../../errors/index.js";

/** Reads the text of a RediSearch query from left to right. */
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

  /** The next character that is not white space; empty at the end. Does not advance beyond it. */
  peek(): string {
    this.skipSpace();
    return this.text[this.#at] ?? "";
  }

  skipSpace(): void {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at += 1;
  }

  /** Advances past the match of a sticky pattern at this position. Undefined if it does not match here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }

  /**
   * Advances past a bracketed part and returns the text between the brackets. Brackets in quotes and after a backslash do not
   * count.
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

  /** The text from a position up to here. */
  since(start: number): string {
    return this.text.slice(start, this.#at).trim();
  }

  problem(what: string): OctavecError {
    return new OctavecError(
      "INVALID_FILTER",
      `This RediSearch query cannot be parsed: ${what} at position ${this.#at}.`,
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
