import type { Command, Reply } from "../executor.js";
import type { Label } from "./evidence/label.js";
import { decodeLabel, encodeLabel } from "./label-row.js";
import { bytePairsOf, listOf, textOf } from "./reply-parts.js";

/** Labels kept in Redis: as many as a fit looks at. */
const STREAM_LENGTH = 5_000;
/** Labels not yet written; beyond it the oldest are dropped. */
const MAX_PENDING = 2_000;
/** Of one trip. */
const MAX_READ = 1_000;

/** Labels in a stream which every instance adds to and reads from where it left off: its commands, and how their replies are read. */
export class LabelStream {
  readonly #key: string;
  readonly #by: string;
  readonly #pending: Label[] = [];
  #last = "0-0";

  /** @param by - Who this is: what it wrote itself it need not read. */
  constructor(key: string, by: string) {
    this.#key = key;
    this.#by = by;
  }

  /** Id of the last one read. */
  get last(): string {
    return this.#last;
  }

  /** To be written with the next trip. */
  push(label: Label): void {
    this.#pending.push(label);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
  }

  /** What is to be written, and how to put back what was not sent. */
  take(tag: string): { steps: Command[]; putBack: (isUnsent: (at: number) => boolean) => void } {
    const labels = this.#pending.splice(0);
    return {
      steps: this.adds(labels, tag),
      putBack: (isUnsent) => {
        this.#pending.unshift(...labels.filter((_, at) => isUnsent(at)));
      },
    };
  }

  adds(labels: readonly Label[], tag: string, by = this.#by): Command[] {
    return labels.map((label) => {
      const fields = encodeLabel(label, tag, by);
      return ["XADD", this.#key, "MAXLEN", "~", String(STREAM_LENGTH), "*", ...fields];
    });
  }

  /** The newest ones, newest first. */
  get readAll(): Command {
    return ["XREVRANGE", this.#key, "+", "-", "COUNT", String(STREAM_LENGTH)];
  }

  get readOn(): Command {
    return ["XRANGE", this.#key, `(${this.#last}`, "+", "COUNT", String(MAX_READ)];
  }

  /** All that can be read of the reply to {@link readAll}, oldest first, whoever wrote them. */
  all(reply: Reply | undefined, tag: string): Label[] {
    return listOf(reply)
      .toReversed()
      .flatMap((row) => decodeRow(row, tag)?.label ?? []);
  }

  /** Labels of others among rows in the order of the stream; goes on behind them. */
  heard(rows: readonly Reply[], tag: string): Label[] {
    return rows.flatMap((row) => {
      const id = textOf(listOf(row)[0]);
      if (id !== undefined) this.#last = id;
      const read = decodeRow(row, tag);
      return read === undefined || read.by === this.#by ? [] : [read.label];
    });
  }

  forget(): void {
    this.#pending.length = 0;
    this.#last = "0-0";
  }
}

function decodeRow(row: Reply, tag: string): ReturnType<typeof decodeLabel> {
  return decodeLabel(new Map(bytePairsOf(listOf(row)[1])), tag);
}
