import { answerKey } from "./answer-centroids.js";
import type { KnownCluster } from "./cluster-answers.js";

/** How often each answer was used, by its key. */
export type AnswerCounts = ReadonlyMap<string, number>;

/** How often each answer was used in the first look-ups and in the latest ones. */
export class AnswerShares {
  readonly #size: number;
  #before = new Map<string, number>();
  #noted = 0;
  readonly #now = new Map<string, number>();
  readonly #latest: string[] = [];
  #next = 0;

  /** @param size - Look-ups in each window. */
  constructor(size: number) {
    this.#size = size;
  }

  note(key: string): void {
    if (this.#noted < this.#size) {
      this.#noted++;
      add(this.#before, key, 1);
    }
    const oldest = this.#latest[this.#next];
    if (oldest !== undefined) add(this.#now, oldest, -1);
    this.#latest[this.#next] = key;
    this.#next = (this.#next + 1) % this.#size;
    add(this.#now, key, 1);
  }

  /** Counts of the latest look-ups. */
  get now(): AnswerCounts {
    return this.#now;
  }

  /** Returns the counts of the first look-ups. The next look-ups become the first ones. */
  takeFirst(): AnswerCounts {
    const first = this.#before;
    this.#before = new Map();
    this.#noted = 0;
    return first;
  }
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** A smaller change may be chance: without a change, a larger one happens once in twenty thousand cases. */
const LEAST_Z = 3.89;
/** A smaller change of the share does not matter. */
const LEAST_CHANGE = 0.02;
const MOST_REPORTED = 20;

/** A cluster whose share of the look-ups has changed. */
export interface MovedCluster {
  /** For `invalidateCluster()`. */
  readonly id: string;
  readonly answers: readonly string[];
  /** Share of the look-ups before the drift. */
  readonly before: number;
  /** Share of the latest look-ups. */
  readonly now: number;
}

/** The clusters whose share has changed, by a test of two proportions; the largest change first. */
export function movedClusters(
  clusters: readonly KnownCluster[],
  { before, now }: { readonly before: AnswerCounts; readonly now: AnswerCounts },
): MovedCluster[] {
  const [allBefore, allNow] = [totalOf(before), totalOf(now)];
  if (allBefore === 0 || allNow === 0) return [];
  return clusters
    .map(({ id, scopeId, answers }) => {
      const count = (counts: AnswerCounts) =>
        answers.reduce((sum, answer) => sum + (counts.get(answerKey(scopeId, answer)) ?? 0), 0);
      const [a, b] = [count(before), count(now)];
      // One look-up of the cluster and one of the others are added to both windows (Agresti and Caffo 2000).
      const [p, q] = [(a + 1) / (allBefore + 2), (b + 1) / (allNow + 2)];
      const z = (q - p) / Math.sqrt((p * (1 - p)) / (allBefore + 2) + (q * (1 - q)) / (allNow + 2));
      return { z, moved: { id, answers, before: a / allBefore, now: b / allNow } };
    })
    .filter(({ z, moved }) => Math.abs(z) >= LEAST_Z && Math.abs(moved.now - moved.before) >= LEAST_CHANGE)
    .map(({ moved }) => moved)
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.id < b.id ? -1 : 1))
    .slice(0, MOST_REPORTED);
}

function totalOf(counts: AnswerCounts): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}
