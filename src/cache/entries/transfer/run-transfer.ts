import { deadline } from "../../../async/index.js";
import { isOctavecError, OctavecError } from "../../../errors/index.js";
import type { ResolvedTransferOptions, TransferProgress } from "../../../options/index.js";
import type { QuestionToEmbed } from "../../question/index.js";

/** What became of one entry of a batch. */
export type RowOutcome = "done" | { readonly skipped: string } | { readonly failed: string };

/** An entry of the source that can be stored. */
export interface TransferRow {
  /** What is embedded if no vector came along. */
  readonly question: QuestionToEmbed;
  /** The vector, where it came along. */
  readonly vector: Float32Array | undefined;
  store(vector: Float32Array | undefined): Promise<RowOutcome>;
}

export interface TransferReport extends TransferProgress {
  /** The first 100 entries that were skipped or failed, with their positions in the source, from 0. */
  readonly problems: readonly { readonly position: number; readonly problem: string }[];
}

type Source = Iterable<unknown> | AsyncIterable<unknown>;

interface SourceBatch {
  /** Position of the first item in the source, from 0. */
  readonly position: number;
  readonly items: readonly unknown[];
}

const MAX_PROBLEMS = 100;

/**
 * Reads a source in batches and works on several at the same time. An invalid entry is counted and left out; any other failure
 * ends the run.
 * @throws OctavecError `ABORTED`, or `BATCH_INCOMPLETE` with the failure as its cause; `details.resumeFrom` says where to
 * continue.
 */
export async function runTransfer(
  source: Source,
  options: ResolvedTransferOptions,
  work: (items: readonly unknown[]) => Promise<readonly RowOutcome[]>,
): Promise<TransferReport> {
  if (!isIterable(source)) {
    throw new OctavecError("INVALID_ARGUMENT", "entries: expected an array, iterable or async iterable.");
  }
  const { signal } = options;
  const tally = new Tally(options.resumeFrom, Array.isArray(source) ? source.length : undefined);
  const batches = batchesOf(source, options);
  let failure: { readonly cause: unknown } | undefined;
  const worker = async () => {
    try {
      for (;;) {
        if (failure !== undefined) return;
        signal?.throwIfAborted();
        const { done, value: batch } = await deadline(batches.next(), { signal });
        if (done === true) return;
        tally.note(batch, await work(batch.items));
        options.onProgress?.(tally.progress());
      }
    } catch (cause) {
      failure ??= { cause };
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  const closing = batches.return(undefined).catch(() => {});
  // After an abort the source may hang; nobody waits for it.
  if (signal?.aborted !== true) await closing;
  if (failure !== undefined) throw incomplete(failure.cause, tally.progress(), signal);
  return tally.report();
}

/** Cuts a source into batches, in order, for readers that ask at the same time. If the source fails, the items read before come first. */
async function* batchesOf(
  source: Source,
  { batchSize, resumeFrom }: ResolvedTransferOptions,
): AsyncGenerator<SourceBatch, void, undefined> {
  let position = 0;
  let items: unknown[] = [];
  let failure: { readonly cause: unknown } | undefined;
  try {
    for await (const item of source) {
      if (position++ < resumeFrom) continue;
      items.push(item);
      if (items.length < batchSize) continue;
      yield { position: position - items.length, items };
      items = [];
    }
  } catch (cause) {
    failure = { cause };
  }
  if (items.length > 0) yield { position: position - items.length, items };
  if (failure !== undefined) throw failure.cause;
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
  readonly #problems: { position: number; problem: string }[] = [];
  /** Finished batches that come after an unfinished one: their end by their beginning. */
  readonly #ahead = new Map<number, number>();
  #position: number;
  #done = 0;
  #skipped = 0;
  #failed = 0;

  constructor(position: number, total: number | undefined) {
    this.#position = position;
    this.#total = total;
  }

  note({ position, items }: SourceBatch, outcomes: readonly RowOutcome[]): void {
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
