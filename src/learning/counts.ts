/** What is counted of the look-ups of one category. */
export interface Counts {
  lookups: number;
  /** Also exact ones. In shadow mode: those that would have been. */
  hits: number;
  /** Hits that the policy decided on. */
  decided: number;
  /** Of those, checked against a new answer … */
  audits: number;
  /** … and found to be another answer. */
  wrong: number;
  /** Of the audits: Σw, Σw², and Σw of the wrong ones, w being 1 / chance of the audit. */
  weight: number;
  squares: number;
  wrongWeight: number;
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
] as const satisfies readonly (keyof Counts)[];

/** Counted under one name beyond this many categories. */
const MAX_CATEGORIES = 100;
const OTHERS = "(others)";

/** Look-ups without a category. */
export const NO_CATEGORY = "";

function noCounts(): Counts {
  return { lookups: 0, hits: 0, decided: 0, audits: 0, wrong: 0, weight: 0, squares: 0, wrongWeight: 0 };
}

function addCounts(to: Counts, more: Counts): void {
  for (const field of FIELDS) to[field] += more[field];
}

/** Counts by category. */
export class CategoryCounts {
  #byCategory = new Map<string, Counts>();
  #listener: ((isRight: boolean, chance: number) => void) | undefined;

  /** Has one told of every audit that is counted here. */
  listen(listener: (isRight: boolean, chance: number) => void): void {
    this.#listener = listener;
  }

  of(category: string = NO_CATEGORY): Counts {
    const known = this.#byCategory.get(category);
    if (known !== undefined) return known;
    const name = this.#byCategory.size < MAX_CATEGORIES ? category : OTHERS;
    const counts = this.#byCategory.get(name) ?? noCounts();
    this.#byCategory.set(name, counts);
    return counts;
  }

  /** One audited hit, made with this chance. */
  audited(category: string | undefined, isRight: boolean, chance: number): void {
    const counts = this.of(category);
    const weight = 1 / chance;
    this.#listener?.(isRight, chance);
    counts.audits++;
    counts.weight += weight;
    counts.squares += weight * weight;
    if (isRight) return;
    counts.wrong++;
    counts.wrongWeight += weight;
  }

  add(more: CategoryCounts): void {
    for (const [category, counts] of more.#byCategory) addCounts(this.of(category), counts);
  }

  /** What was counted since the last time. */
  take(): CategoryCounts {
    const taken = new CategoryCounts();
    taken.#byCategory = this.#byCategory;
    this.#byCategory = new Map();
    return taken;
  }

  get categories(): ReadonlyMap<string, Counts> {
    return this.#byCategory;
  }

  get total(): Counts {
    const total = noCounts();
    for (const counts of this.#byCategory.values()) addCounts(total, counts);
    return total;
  }

  /** Field of the hash and its growth; zeroes left out. */
  increments(): [field: string, by: number][] {
    return [...this.#byCategory].flatMap(([category, counts]) =>
      FIELDS.flatMap((field): [string, number][] =>
        counts[field] === 0 ? [] : [[`${field}:${category}`, counts[field]]],
      ),
    );
  }

  /** Of the hash's fields and values; what cannot be read counts as nothing. */
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
