import type { RedisHandle } from "../../src/testing/index.js";

/** What every bench is given. */
export interface BenchContext {
  readonly redis: RedisHandle;
  readonly rounds: number;
  readonly seed: number;
  /** Elements in each collection measured, where the bench measures several. Default: the bench's own. */
  readonly sizes?: readonly number[] | undefined;
  /** Records to work on, where the bench lets them be chosen. Default: the bench's own. */
  readonly records?: number | undefined;
  /** For plots; exists. */
  readonly outputFolder: string;
  /** Files that a bench may measure on instead of what it finds by itself. */
  readonly inputs: {
    readonly texts: string | undefined;
    readonly words: string | undefined;
    readonly pairs: string | undefined;
  };
  /** Seeded: the order of the slots. */
  readonly random: () => number;
  /** Moves the progress bar on by one slot; the bench says first how many there will be. */
  readonly expectSlots: (count: number) => void;
  readonly onSlot: (label: string) => void;
}

export interface Bench {
  /** One line for `--help`: the question that it answers. */
  readonly question: string;
  readonly defaultRounds: number;
  /** Prints its table and returns the figures for `--json`. */
  run(context: BenchContext): Promise<Record<string, unknown>>;
}
