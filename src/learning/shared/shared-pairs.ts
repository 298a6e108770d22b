import type { Command, Executor } from "../../executor.js";
import { labelNameOf, type PairLabel, readPairLabel } from "../evidence/word-pairs.js";
import { scanHash } from "./scan-hash.js";

const TIMEOUT_MS = 2_000;
const PER_COMMAND = 500;
const FIELD = /^(\d{1,10}):(\d{1,10}):(\d{1,10})$/;
const VALUE = /^([01]):(\d{1,15})$/;

/**
 * Labels of pairs of words, in one hash in Redis that every instance writes and reads: both words and the context → `1` (the
 * answer stayed) or `0`, and the time.
 */
export class SharedPairs {
  readonly #executor: Executor;
  readonly #key: string;

  constructor(executor: Executor, key: string) {
    this.#executor = executor;
    this.#key = key;
  }

  /** Fields that are damaged are passed over. @throws what Redis answers. */
  async read(): Promise<PairLabel[]> {
    const labels = new Map<string, PairLabel>();
    for await (const [field, value] of scanHash(this.#executor, this.#key, TIMEOUT_MS)) {
      const label = decodePair(field, value);
      if (label !== undefined) labels.set(field, label);
    }
    return [...labels.values()];
  }

  /** Several instances may do this at once: they drop the same labels. @throws what Redis answers. */
  async drop(labels: readonly PairLabel[]): Promise<void> {
    for (let at = 0; at < labels.length; at += PER_COMMAND) {
      const names = labels.slice(at, at + PER_COMMAND).map(labelNameOf);
      await this.#executor.send(["HDEL", this.#key, ...names], { idempotent: true, timeoutMs: TIMEOUT_MS });
    }
  }

  /** Commands that write labels. */
  stepsFor(labels: readonly PairLabel[]): Command[] {
    const steps: Command[] = [];
    for (let at = 0; at < labels.length; at += PER_COMMAND) {
      const fields = labels.slice(at, at + PER_COMMAND).flatMap(encodePair);
      steps.push(["HSET", this.#key, ...fields]);
    }
    return steps;
  }
}

/** A field and its value. */
function encodePair(label: PairLabel): [string, string] {
  return [labelNameOf(label), `${label.isSame ? 1 : 0}:${label.atMs}`];
}

function decodePair(field: string, value: string): PairLabel | undefined {
  const [, a, b, context] = FIELD.exec(field) ?? [];
  const [, same, atMs] = VALUE.exec(value) ?? [];
  return readPairLabel([Number(a), Number(b), Number(context), same === "1", Number(atMs)]);
}
