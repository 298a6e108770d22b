import { isOctavecError, OctavecError } from "../../../errors/index.js";
import type { ResolvedTransferOptions, TransferProgress } from "../../../options/index.js";
import { BatchReader, type ReadBatch } from "./batch-reader.js";

/** What became of one entry of a batch. */
export type RowOutcome = "done" | { readonly skipped: string } | { readonly failed: string };

/** An entry of the source that can be stored. */
export interface TransferRow {
  /** The text to embed. */
  readonly text: string;
  /** The vector, where it came along. */
  readonly vector: Float32Array | undefined;
  store(vector: Float32Array | undefined): Promise<RowOutcome>;
}

/** An entry that was not stored. */
export interface TransferProblem {
  /** Position in the source, from 0. */
  readonly position: number;
  readonly problem: string;
}

export interface TransferReport extends TransferProgress {
  /** The first 100 entries that were skipped or failed. */
  readonly problems: readonly TransferProblem[];
}

const MAX_PROBLEMS = 100;

/**
 * Reads a source in batches and works on several at the same time. An invalid entry is counted and left out; any other failure
 * ends the run.
 * @throws OctavecError `ABORTED`, or `BATCH_INCOMPLETE` with the failure as its cause; `details.resumeFrom` says where to
 * continue.
 */
export async function runTransfer<T>(
  source: Iterable<T> | AsyncIterable<T>,
  options: ResolvedTransferOptions,
  work: (items: readonly T[]) => Promise<readonly RowOutcome[]>,
): Promise<TransferReport> {
  if (!isIterable(source)) {
    throw new OctavecError("INVALID_ARGUMENT", "entries: expected an array, iterable or async iterable.");
  }
  const tally = new Tally(options.resumeFrom, Array.isArray(source) ? source.length : undefined);
  const reader = new BatchReader(source, options);
  let failure: { readonly cause: unknown } | undefined;
  const worker = async () => {
    try {
      for (;;) {
        if (failure !== undefined) return;
        options.signal?.throwIfAborted();
        const batch = await reader.next();
        if (batch === undefined) return;
        tally.note(batch, await work(batch.items));
        options.onProgress?.(tally.progress());
      }
    } catch (cause) {
      failure ??= { cause };
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  await reader.close();
  if (failure !== undefined) throw incomplete(failure.cause, tally.progress(), options.signal);
  return tally.report();
}

function isIterable(source: unknown): boolean {
  return (
    typeof source === "object" &&
    source !== null &&
    (Symbol.iterator in source || Symbol.asyncIterator in source)
  );
}

class Tally {
  readonly #startedAtMs = performance.now();
  readonly #total: number | undefined;
  readonly #problems: TransferProblem[] = [];
  /** Finished batches behind one that is not finished: end by beginning. */
  readonly #ahead = new Map<number, number>();
  #position: number;
  #done = 0;
  #skipped = 0;
  #failed = 0;

  constructor(position: number, total: number | undefined) {
    this.#position = position;
    this.#total = total;
  }

  note({ position, items }: ReadBatch<unknown>, outcomes: readonly RowOutcome[]): void {
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome === "done") this.#done++;
      else if ("skipped" in outcome) this.#skipped++;
      else this.#failed++;
      if (outcome === "done" || this.#problems.length >= MAX_PROBLEMS) continue;
      const problem = "skipped" in outcome ? outcome.skipped : outcome.failed;
      this.#problems.push({ position: position + index, problem });
    }
    this.#ahead.set(position, position + items.length);
    for (;;) {
      const end = this.#ahead.get(this.#position);
      if (end === undefined) return;
      this.#ahead.delete(this.#position);
      this.#position = end;
    }
  }

  progress(): TransferProgress {
    const elapsedMs = performance.now() - this.#startedAtMs;
    return {
      position: this.#position,
      done: this.#done,
      skipped: this.#skipped,
      failed: this.#failed,
      ...(this.#total === undefined ? {} : { total: this.#total }),
      elapsedMs,
      entriesPerSecond: elapsedMs === 0 ? 0 : (this.#done * 1_000) / elapsedMs,
    };
  }

  report(): TransferReport {
    return { ...this.progress(), problems: this.#problems.toSorted((a, b) => a.position - b.position) };
  }
}

function incomplete(
  cause: unknown,
  { position, done }: TransferProgress,
  signal: AbortSignal | undefined,
): OctavecError {
  const details = { resumeFrom: position, done };
  if (signal?.aborted === true) {
    return new OctavecError("ABORTED", `Aborted after ${done} entries; go on with resumeFrom: ${position}.`, {
      cause: signal.reason,
      details,
    });
  }
  const code = isOctavecError(cause) ? ` (${cause.code})` : "";
  return new OctavecError(
    "BATCH_INCOMPLETE",
    `The transfer ended${code} after ${done} entries. Everything before position ${position} is there: go on with resumeFrom: ${position}.`,
    { cause, details, retryable: isOctavecError(cause) && cause.retryable },
  );
}
