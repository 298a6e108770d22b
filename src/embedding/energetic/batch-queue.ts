import { setImmediate as nextTurn } from "node:timers/promises";
import { onAbort } from "../../async/index.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";

/** A model as the queue needs it: one row of numbers per text, one call at a time. */
export interface BatchModel {
  embed(texts: string[]): Promise<ArrayLike<number>[]>;
}

type Rows = readonly ArrayLike<number>[];

interface QueuedCall {
  readonly texts: readonly string[];
  readonly longest: number;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Callers waiting for one model. Calls that come while it works are embedded together, as many as fit into a batch:
 * count × longest text at most `maxCharacters`, because the model pads all texts of a batch to the longest. The call that
 * waited longest is always part of the next batch.
 */
export class BatchQueue {
  readonly #open: (onEnd: () => void) => Promise<BatchModel>;
  readonly #maxCharacters: number;
  readonly #waiting = new Set<QueuedCall>();
  #model: Promise<BatchModel> | undefined;
  #isWorking = false;

  /** @param open - Loads the model; it is called again after `onEnd`, and after a failure. */
  constructor(open: (onEnd: () => void) => Promise<BatchModel>, maxCharacters: number) {
    this.#open = open;
    this.#maxCharacters = maxCharacters;
  }

  /**
   * One row per text. An aborted call leaves the queue; a batch that runs ends in any case.
   *
   * @throws the reason of the signal; what `open` throws; OctavecError `EMBEDDING_FAILED`. When the model has ended, all who
   *   wait get that error, and the next call opens it again.
   */
  run(texts: readonly string[], signal: AbortSignal | undefined): Promise<Rows> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stopListening = onAbort(signal, () => {
        this.#waiting.delete(call);
        reject(signal?.reason);
      });
      const call: QueuedCall = {
        texts,
        longest: Math.max(...texts.map(({ length }) => length)),
        resolve: (rows) => {
          stopListening();
          resolve(rows);
        },
        reject: (error) => {
          stopListening();
          reject(error);
        },
      };
      this.#waiting.add(call);
      if (!this.#isWorking) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting.size > 0) {
      const model = await this.#opened();
      if (model !== undefined) await this.#embed(model, this.#nextBatch());
      // A model without a thread of its own has held the event loop.
      await nextTurn();
    }
    this.#isWorking = false;
  }

  async #opened(): Promise<BatchModel | undefined> {
    const forget = () => {
      this.#model = undefined;
    };
    try {
      this.#model ??= this.#open(forget);
      return await this.#model;
    } catch (error) {
      forget();
      this.#fail(this.#waiting, error);
      return undefined;
    }
  }

  async #embed(model: BatchModel, batch: readonly QueuedCall[]): Promise<void> {
    const texts = batch.flatMap((call) => call.texts);
    if (texts.length === 0) return;
    try {
      const rows = await model.embed(texts);
      let from = 0;
      for (const call of batch) {
        call.resolve(rows.slice(from, from + call.texts.length));
        from += call.texts.length;
      }
    } catch (cause) {
      const message = `The offline model failed on a batch of ${texts.length} texts.`;
      const error = isOctavecError(cause) ? cause : new OctavecError("EMBEDDING_FAILED", message, { cause });
      const hasEnded = this.#model === undefined;
      this.#fail(hasEnded ? [...batch, ...this.#waiting] : batch, error);
    }
  }

  #fail(calls: Iterable<QueuedCall>, error: unknown): void {
    for (const call of calls) {
      this.#waiting.delete(call);
      call.reject(error);
    }
  }

  #nextBatch(): QueuedCall[] {
    const batch: QueuedCall[] = [];
    let count = 0;
    let longest = 0;
    for (const call of this.#waiting) {
      const countWith = count + call.texts.length;
      const longestWith = Math.max(longest, call.longest);
      if (batch.length > 0 && countWith * longestWith > this.#maxCharacters) continue;
      this.#waiting.delete(call);
      batch.push(call);
      count = countWith;
      longest = longestWith;
    }
    return batch;
  }
}
