import type { Command, Reply } from "../../executor.js";
import { pairsOf } from "../../reply.js";
import { addSample, type WeightedSums } from "./intervals.js";

/** What is counted of the look-ups of one category. The sums are those of its audits. */
export interface LookupCounts extends WeightedSums {
  lookups: number;
  /** Exact ones included. In shadow mode: the hits that were withheld. */
  hits: number;
  /** Hits that the policy decided on. */
  decided: number;
  /** Decided hits whose answer was compared with a new one. */
  audits: number;
  /** Audits with another answer. */
  wrong: number;
}

const FIELDS = [
  "lookups",
  "hits",
  "decided",
  "audits",
  "wrong",
  "weight",
  "squares",
  "wrongWeight",
] as const satisfies readonly (keyof LookupCounts)[];

/** Further categories are counted under one name. */
const MAX_CATEGORIES = 100;
const OTHERS = "(others)";

/** Look-ups without a category are counted under this name. */
export const NO_CATEGORY = "";

function noCounts(): LookupCounts {
  return { lookups: 0, hits: 0, decided: 0, audits: 0, wrong: 0, weight: 0, squares: 0, wrongWeight: 0 };
}

function addCounts(to: LookupCounts, more: LookupCounts): void {
  for (const field of FIELDS) to[field] += more[field];
}

/** Counts by category. */
export class CategoryCounts {
  #byCategory = new Map<string, LookupCounts>();

  of(category: string = NO_CATEGORY): LookupCounts {
    const known = this.#byCategory.get(category);
    if (known !== undefined) return known;
    const name = this.#byCategory.size < MAX_CATEGORIES ? category : OTHERS;
    const counts = this.#byCategory.get(name) ?? noCounts();
    this.#byCategory.set(name, counts);
    return counts;
  }

  /** Counts one audit. @param chance - Probability with which it was made. */
  audited(category: string | undefined, isRight: boolean, chance: number): void {
    const counts = this.of(category);
    counts.audits++;
    if (!isRight) counts.wrong++;
    addSample(counts, { weight: 1 / chance, isRight });
  }

  add(more: CategoryCounts): void {
    for (const [category, counts] of more.#byCategory) addCounts(this.of(category), counts);
  }

  /** What was counted since the last call. */
  take(): CategoryCounts {
    const taken = new CategoryCounts();
    taken.#byCategory = this.#byCategory;
    this.#byCategory = new Map();
    return taken;
  }

  get categories(): ReadonlyMap<string, LookupCounts> {
    return this.#byCategory;
  }

  get total(): LookupCounts {
    const total = noCounts();
    for (const counts of this.#byCategory.values()) addCounts(total, counts);
    return total;
  }

  /** Fields of the hash and what to add to them, without zeroes. */
  increments(): [field: string, by: number][] {
    return [...this.#byCategory].flatMap(([category, counts]) =>
      FIELDS.flatMap((field): [string, number][] =>
        counts[field] === 0 ? [] : [[`${field}:${category}`, counts[field]]],
      ),
    );
  }

  /** From the fields and values of the hash. Values that are no number count as 0. */
  static of(fields: readonly (readonly [string, string])[]): CategoryCounts {
    const counts = new CategoryCounts();
    for (const [name, text] of fields) {
      const at = name.indexOf(":");
      const field = FIELDS.find((known) => known === name.slice(0, at));
      const value = Number(text);
      if (field !== undefined && value >= 0 && Number.isFinite(value))
        counts.of(name.slice(at + 1))[field] += value;
    }
    return counts;
  }
}

/** The counts of all instances, in one hash in Redis, and those of this instance since the last synchronisation. */
export class SharedCounts {
  readonly #key: string;
  readonly #fresh = new CategoryCounts();
  #known = new CategoryCounts();

  constructor(key: string) {
    this.#key = key;
  }

  /** New look-ups are counted here. */
  get fresh(): CategoryCounts {
    return this.#fresh;
  }

  /** The counts of all instances at the last synchronisation, plus those of this one since. */
  get all(): CategoryCounts {
    const all = new CategoryCounts();
    all.add(this.#known);
    all.add(this.#fresh);
    return all;
  }

  /** Commands that write the new counts. Call `putBack` if they were not sent. */
  take(): { steps: Command[]; putBack: () => void } {
    const taken = this.#fresh.take();
    const steps = taken
      .increments()
      .map(([field, by]): Command => ["HINCRBYFLOAT", this.#key, field, String(by)]);
    return { steps, putBack: () => this.#fresh.add(taken) };
  }

  get readStep(): Command {
    return ["HGETALL", this.#key];
  }

  adopt(reply: Reply | undefined): void {
    this.#known = CategoryCounts.of(pairsOf(reply));
  }

  forget(): void {
    this.#fresh.take();
    this.#known = new CategoryCounts();
  }
}
