import type { Command, Reply } from "../../executor.js";
import { bytePairsOf, listOf, textOf } from "../../reply.js";
import { MAX_LABELS } from "../evidence/evidence-model.js";
import { decodeLabel, encodeLabel, type Label, type WrittenLabel } from "../evidence/label.js";

/** Labels that wait to be written, at most. Older ones are dropped. */
const MAX_PENDING = 2_000;
/** Labels that one synchronisation reads, at most. */
const MAX_READ = 1_000;

/** The stream of labels, which every instance writes and reads: its commands, and how their replies are read. */
export class LabelStream {
  readonly #key: string;
  readonly #writer: string;
  readonly #pending: Label[] = [];
  #last = "0-0";

  /** @param writer - Names this instance, which ignores its own labels when it reads. */
  constructor(key: string, writer: string) {
    this.#key = key;
    this.#writer = writer;
  }

  /** Id of the last row read. */
  get last(): string {
    return this.#last;
  }

  /** Adds a label to those that the next synchronisation writes. */
  push(label: Label): void {
    this.#pending.push(label);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
  }

  /** Takes the pending labels. Call `putBack` if they were not sent. */
  take(tag: string): { steps: Command[]; putBack: () => void } {
    const labels = this.#pending.splice(0);
    return { steps: this.adds(labels, tag), putBack: () => this.#pending.unshift(...labels) };
  }

  adds(labels: readonly Label[], tag: string, writer = this.#writer): Command[] {
    return labels.map((label) => {
      const fields = encodeLabel(label, tag, writer);
      return ["XADD", this.#key, "MAXLEN", "~", String(MAX_LABELS), "*", ...fields];
    });
  }

  /** Reads the latest labels, newest first. */
  get readAll(): Command {
    return ["XREVRANGE", this.#key, "+", "-", "COUNT", String(MAX_LABELS)];
  }

  /** Reads the labels after the last one read. */
  get readNew(): Command {
    return ["XRANGE", this.#key, `(${this.#last}`, "+", "COUNT", String(MAX_READ)];
  }

  /** The labels in the reply to {@link readAll}, oldest first, of all writers. */
  all(reply: Reply | undefined, tag: string): Label[] {
    return listOf(reply)
      .toReversed()
      .flatMap((row) => decodeRow(row, tag)?.label ?? []);
  }

  /** The labels of other instances in these rows, oldest first. Remembers the last row. */
  accept(rows: readonly Reply[], tag: string): Label[] {
    return rows.flatMap((row) => {
      const id = textOf(listOf(row)[0]);
      if (id !== undefined) this.#last = id;
      const read = decodeRow(row, tag);
      return read === undefined || read.writer === this.#writer ? [] : [read.label];
    });
  }

  forget(): void {
    this.#pending.length = 0;
    this.#last = "0-0";
  }
}

function decodeRow(row: Reply, tag: string): WrittenLabel | undefined {
  return decodeLabel(new Map(bytePairsOf(listOf(row)[1])), tag);
}
