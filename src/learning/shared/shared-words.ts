import type { Command, Executor } from "../../executor.js";
import { MAX_WORDS, type WordCounts } from "../evidence/word-weights.js";
import { scanHash } from "./scan-hash.js";

const TIMEOUT_MS = 2_000;
const PER_COMMAND = 1_000;
/** Field of the number of questions; the other fields are word hashes. */
const QUESTIONS = "n";

/** In how many questions each word occurs, counted by all instances in one hash in Redis. */
export class SharedWords {
  readonly #executor: Executor;
  readonly #key: string;

  constructor(executor: Executor, key: string) {
    this.#executor = executor;
    this.#key = key;
  }

  /** @throws what Redis answers. */
  async read(): Promise<WordCounts> {
    const words = new Map<number, number>();
    let questions = 0;
    for await (const [name, text] of scanHash(this.#executor, this.#key, TIMEOUT_MS)) {
      const [hash, count] = [Number(name), Number(text)];
      if (!(Number.isSafeInteger(count) && count > 0)) continue;
      if (name === QUESTIONS) questions = count;
      else if (Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32) words.set(hash, count);
    }
    if (words.size > MAX_WORDS) await this.#dropRarest(words);
    return { questions, words };
  }

  /** Commands that add the first thousand of these words. `written`: what they add. */
  stepsFor({ questions, words }: WordCounts): { steps: Command[]; written: WordCounts } {
    const written = new Map([...words].slice(0, PER_COMMAND));
    const steps = [...written].map(([hash, by]): Command => ["HINCRBY", this.#key, String(hash), String(by)]);
    if (questions > 0) steps.push(["HINCRBY", this.#key, QUESTIONS, String(questions)]);
    return { steps, written: { questions, words: written } };
  }

  /** Commands that write all of these counts to an empty hash. */
  fillsFor({ questions, words }: WordCounts): Command[] {
    const pairs = [...words].map(([hash, count]) => [String(hash), String(count)]);
    if (questions > 0) pairs.push([QUESTIONS, String(questions)]);
    const fills: Command[] = [];
    for (let at = 0; at < pairs.length; at += PER_COMMAND) {
      fills.push(["HSET", this.#key, ...pairs.slice(at, at + PER_COMMAND).flat()]);
    }
    return fills;
  }

  /** Several instances may do this at once: they drop the same words. */
  async #dropRarest(words: ReadonlyMap<number, number>): Promise<void> {
    const rare = [...words].sort((a, b) => a[1] - b[1]).slice(0, words.size - MAX_WORDS / 2);
    for (let at = 0; at < rare.length; at += PER_COMMAND) {
      const names = rare.slice(at, at + PER_COMMAND).map(([hash]) => String(hash));
      await this.#executor.send(["HDEL", this.#key, ...names], { idempotent: true, timeoutMs: TIMEOUT_MS });
    }
  }
}
