import { failureCode } from "../../errors/index.js";

/** Distinct pairs that are counted; a job and a code are few words, so more would be a mistake. */
const MAX_PAIRS = 200;

/** What failed in the background of this process, where no caller could be told: a count for each job and error code. */
export class BackgroundFailures {
  readonly #counts = new Map<string, number>();

  /** @param job - What failed, a word or two with dashes: `learning-sync`. */
  note(job: string, error: unknown): void {
    const pair = `${job}:${failureCode(error)}`;
    const count = this.#counts.get(pair) ?? 0;
    if (count > 0 || this.#counts.size < MAX_PAIRS) this.#counts.set(pair, count + 1);
  }

  /** By `<job>:<error code>`. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }
}
