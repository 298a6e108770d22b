import { Mutex, onAbort } from "../../../async/index.js";

export interface ReadBatch<T> {
  /** Position of the first item in the source, from 0. */
  readonly position: number;
  readonly items: readonly T[];
}

/** Reads a source in batches. Concurrent readers get one batch each, in order. */
export class BatchReader<T> {
  readonly #iterator: Iterator<T> | AsyncIterator<T>;
  readonly #batchSize: number;
  readonly #signal: AbortSignal | undefined;
  #toSkip: number;
  #position = 0;
  #isDone = false;
  #failure: { readonly cause: unknown } | undefined;
  readonly #mutex = new Mutex();

  constructor(
    source: Iterable<T> | AsyncIterable<T>,
    {
      batchSize,
      resumeFrom,
      signal,
    }: { batchSize: number; resumeFrom: number; signal?: AbortSignal | undefined },
  ) {
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    this.#batchSize = batchSize;
    this.#signal = signal;
    this.#toSkip = resumeFrom;
  }

  /** The next batch; undefined at the end. Items read before the source failed come first, then its failure. An aborted signal ends the wait. */
  next(): Promise<ReadBatch<T> | undefined> {
    const batch = this.#mutex.run(() => this.#read());
    return this.#signal === undefined ? batch : untilAborted(batch, this.#signal);
  }

  /** Ends a source that was not read to its end. */
  async close(): Promise<void> {
    if (this.#isDone) return;
    this.#isDone = true;
    const closing = this.#mutex.run(async () => this.#iterator.return?.()).catch(() => undefined);
    // After an abort the source may hang; nobody waits for it.
    if (this.#signal?.aborted !== true) await closing;
  }

  async #read(): Promise<ReadBatch<T> | undefined> {
    const items: T[] = [];
    try {
      while (!this.#isDone && items.length < this.#batchSize) {
        const next = await this.#iterator.next();
        if (next.done === true) this.#isDone = true;
        else if (this.#toSkip > 0) this.#toSkip--;
        else items.push(next.value);
        if (next.done !== true) this.#position++;
      }
    } catch (cause) {
      this.#isDone = true;
      this.#failure = { cause };
    }
    if (items.length > 0) return { position: this.#position - items.length, items };
    if (this.#failure !== undefined) throw this.#failure.cause;
    return undefined;
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(signal.reason));
    work.then(resolve, reject).finally(stop);
  });
}
