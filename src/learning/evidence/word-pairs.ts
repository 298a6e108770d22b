import type { LearnedWords, Substitution, WordPair } from "../../cache/contract/index.js";

/** Labels that are kept, at most. */
export const MAX_PAIR_LABELS = 4_000;
/** More of one pair would tell nothing new. The oldest go. */
const MAX_LABELS_PER_PAIR = 16;
/** A pair counts if so many more questions say one thing than the other … */
const LEAST_LEAD = 3;
/** … and if those are so many times as many. */
const LEAST_RATIO = 4;

/** Whether one question kept its answer when one word took the other's place. */
export interface PairLabel extends Pick<Substitution, "words" | "context"> {
  readonly isSame: boolean;
  /** Milliseconds since 1970 by the clock of the instance that learned it. */
  readonly atMs: number;
}

/**
 * Which words may take each other's place. Each question has one label for a pair, the latest. A pair counts once three more
 * questions say one thing than the other, and four times as many: so one false label teaches nothing.
 */
export class WordPairs implements LearnedWords {
  /** Labels by pair and context. */
  #pairs = new Map<string, Map<number, PairLabel>>();
  #size = 0;
  /** Learned here, and not yet written to Redis. */
  #fresh = new Map<string, PairLabel>();

  mayExchange(words: WordPair): boolean | undefined {
    const labels = this.#size === 0 ? undefined : this.#pairs.get(nameOf(words));
    return labels === undefined ? undefined : verdictOf(labels.values());
  }

  /** @param atMs - Milliseconds since 1970. Default: now. */
  learn({ words, context }: Substitution, isSame: boolean, atMs = Date.now()): void {
    const label = { words, context, isSame, atMs };
    this.#add(label);
    this.#fresh.set(labelNameOf(label), label);
    if (this.#size > MAX_PAIR_LABELS) this.#drop(surplusOf(this.#pairs, this.#size));
  }

  /** How many pairs may be exchanged, and how many may not. */
  get figures(): { readonly exchangeable: number; readonly different: number } {
    const verdicts = [...this.#pairs.values()].map((labels) => verdictOf(labels.values()));
    const count = (wanted: boolean) => verdicts.filter((verdict) => verdict === wanted).length;
    return { exchangeable: count(true), different: count(false) };
  }

  /** What is to be written to Redis. Call `settle` when it was written. */
  get fresh(): readonly PairLabel[] {
    return [...this.#fresh.values()];
  }

  /** These labels need not be written any more. */
  settle(labels: readonly PairLabel[]): void {
    for (const label of labels) {
      const name = labelNameOf(label);
      // It may have been learned anew meanwhile.
      if (this.#fresh.get(name) === label) this.#fresh.delete(name);
    }
  }

  /**
   * Replaces the labels with those of all instances, and those that are not yet written.
   * @returns those that are too many: they are to be removed from Redis.
   */
  adopt(labels: readonly PairLabel[]): readonly PairLabel[] {
    this.#pairs = new Map();
    this.#size = 0;
    const known = labels.toSorted((a, b) => a.atMs - b.atMs);
    const dropped = [...known, ...this.#fresh.values()].flatMap((label) => this.#add(label) ?? []);
    const surplus = surplusOf(this.#pairs, this.#size);
    this.#drop(surplus);
    return [...dropped, ...surplus];
  }

  /** @returns the label that had to go for it. */
  #add(label: PairLabel): PairLabel | undefined {
    const name = nameOf(label.words);
    const labels = this.#pairs.get(name) ?? new Map<number, PairLabel>();
    this.#pairs.set(name, labels);
    // Deleted first, so that the labels of a pair are in the order of their time.
    if (!labels.delete(label.context)) this.#size++;
    labels.set(label.context, label);
    if (labels.size <= MAX_LABELS_PER_PAIR) return undefined;
    const [oldest] = labels.values();
    if (oldest !== undefined) this.#drop([oldest]);
    return oldest;
  }

  #drop(labels: readonly PairLabel[]): void {
    for (const label of labels) {
      const name = nameOf(label.words);
      const ofPair = this.#pairs.get(name);
      if (ofPair?.delete(label.context)) this.#size--;
      if (ofPair?.size === 0) this.#pairs.delete(name);
      this.settle([label]);
    }
  }
}

/** A label as plain data: both words, context, whether the answer stayed, time. */
export type PairRow = readonly [a: number, b: number, context: number, isSame: boolean, atMs: number];

/** Undefined for what is no {@link PairRow}. */
export function readPairLabel(row: unknown): PairLabel | undefined {
  if (!Array.isArray(row)) return undefined;
  const [a, b, context, isSame, atMs]: unknown[] = row;
  if (!isCount(a) || !isCount(b) || !isCount(context) || !isCount(atMs)) return undefined;
  if (a > b || Math.max(b, context) >= 2 ** 32 || typeof isSame !== "boolean") return undefined;
  return { words: [a, b], context, isSame, atMs };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Names a label in Redis: both words and the context. */
export function labelNameOf({ words, context }: Pick<PairLabel, "words" | "context">): string {
  return `${nameOf(words)}:${context}`;
}

function nameOf([a, b]: WordPair): string {
  return `${a}:${b}`;
}

function verdictOf(labels: Iterable<PairLabel>): boolean | undefined {
  let [same, different] = [0, 0];
  for (const { isSame } of labels) {
    if (isSame) same++;
    else different++;
  }
  const [more, fewer] = [Math.max(same, different), Math.min(same, different)];
  return more - fewer >= LEAST_LEAD && more >= LEAST_RATIO * fewer ? same > different : undefined;
}

/** The labels that must go so that a quarter of the room is free: pairs with the fewest labels first, and the oldest of these. */
function surplusOf(pairs: ReadonlyMap<string, ReadonlyMap<number, PairLabel>>, size: number): PairLabel[] {
  if (size <= MAX_PAIR_LABELS) return [];
  const byWorth = [...pairs.values()]
    .map((labels) => [...labels.values()])
    .sort((a, b) => a.length - b.length || a.at(-1)!.atMs - b.at(-1)!.atMs);
  const surplus: PairLabel[] = [];
  for (const labels of byWorth) {
    if (size - surplus.length <= 0.75 * MAX_PAIR_LABELS) break;
    surplus.push(...labels);
  }
  return surplus;
}
