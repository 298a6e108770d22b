import { onAbort } from "../../../async/index.js";
import type { StreamFormat } from "./answer-chunk.js";
import { AnswerCollector, type Collected } from "./collect-answer.js";

/** Nobody can join the stream of a longer answer. UTF-16 units, and {@link CHUNK_SIZE} for each chunk. */
const MAX_SIZE = 2 ** 20;
const CHUNK_SIZE = 16;
/** Chunks of such a stream by which one reader may be ahead of another. */
const MAX_LEAD = 1_000;

/** The finish reason of a stream that ended without its last chunk. The readers get it as it is. */
const CUT_OFF = "cut-off";

/** A stream of chunks, as an async iterable or a web stream. */
export type ChunkSource<T> = AsyncIterable<T> | ReadableStream<T>;

/** A reader's place in a stream: the number of its next chunk. */
export interface StreamReader {
  position: number;
}

/**
 * One running stream of a producer with any number of readers, each of which sees it from its beginning. The producer is asked
 * for a chunk only when a reader wants one. Chunks are kept once, for readers who come later and for those who lag behind.
 *
 * If no reader is left and the signal is not aborted, others wait for the whole answer: the stream is then read to its end.
 */
export class Broadcast<T> {
  readonly #source: AsyncIterator<T>;
  readonly #format: StreamFormat<T>;
  readonly #collector = new AnswerCollector();
  readonly #readers = new Set<StreamReader>();
  /** Chunks from number `#first` on. */
  readonly #kept: T[] = [];
  #first = 0;
  /** Resolves when a chunk has come, when a reader has moved, or at the end. */
  #change: Promise<void> | undefined;
  #announce: () => void = () => {};
  #isReading = false;
  #end: { readonly error?: unknown } | undefined;
  readonly #stopListening: () => void;
  /** The whole answer, when the stream has ended. Rejects with what ended it before. */
  readonly done: Promise<Collected>;
  #settle!: { resolve(collected: Collected): void; reject(error: unknown): void };

  /** @param signal - Ends the stream, because nobody waits for it any more. */
  constructor(source: ChunkSource<T>, format: StreamFormat<T>, signal: AbortSignal) {
    this.#source = (source as AsyncIterable<T>)[Symbol.asyncIterator]();
    this.#format = format;
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // The readers get the error, too.
    this.done.catch(() => {});
    this.#stopListening = onAbort(signal, () => this.#finish({ error: signal.reason }));
    if (signal.aborted) this.#finish({ error: signal.reason });
  }

  /** A reader from the beginning. Undefined if the beginning is not kept any more. */
  open(): StreamReader | undefined {
    if (this.#first > 0) return undefined;
    const reader = { position: 0 };
    this.#readers.add(reader);
    return reader;
  }

  /** The next chunk of a reader, or undefined at the end. @throws what ended the stream. */
  async next(reader: StreamReader): Promise<{ readonly chunk: T } | undefined> {
    while (true) {
      const place = reader.position - this.#first;
      if (place < this.#kept.length) {
        const chunk = this.#kept[place] as T;
        reader.position++;
        if (this.#isLong) this.#forget();
        return { chunk };
      }
      if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return undefined;
      }
      await this.#more();
    }
  }

  /** Ends the reading of one reader. */
  leave(reader: StreamReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size === 0) void this.drain();
    else if (this.#isLong) this.#forget();
  }

  /** Reads on while there is no reader. Never rejects. */
  async drain(): Promise<void> {
    while (this.#end === undefined && this.#readers.size === 0) {
      if (this.#isLong) this.#forget();
      await this.#more();
    }
  }

  get #isLong(): boolean {
    return this.#collector.size + CHUNK_SIZE * (this.#first + this.#kept.length) > MAX_SIZE;
  }

  /** Resolves at the next change, and asks the producer for a chunk unless others must catch up first. */
  #more(): Promise<void> {
    this.#change ??= new Promise((resolve) => {
      this.#announce = resolve;
    });
    const change = this.#change;
    if (!this.#isReading && !(this.#isLong && this.#kept.length >= MAX_LEAD)) void this.#read();
    return change;
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    try {
      const { done, value } = await this.#source.next();
      if (this.#end !== undefined) return;
      if (done === true) this.#finish({});
      else this.#take(value);
    } catch (error) {
      this.#finish({ error });
    } finally {
      this.#isReading = false;
      this.#tell();
    }
  }

  #take(chunk: T): void {
    for (const said of this.#format.read(chunk)) this.#collector.add(said);
    this.#kept.push(chunk);
  }

  #tell(): void {
    this.#change = undefined;
    this.#announce();
  }

  /** Of a longer answer, only what a reader still needs stays. */
  #forget(): void {
    const end = this.#first + this.#kept.length;
    const slowest = Math.min(end, ...[...this.#readers].map(({ position }) => position));
    if (slowest === this.#first) return;
    this.#kept.splice(0, slowest - this.#first);
    this.#first = slowest;
    this.#tell();
  }

  #finish(end: { readonly error?: unknown }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#stopListening();
    if ("error" in end) {
      this.#settle.reject(end.error);
      // The producer may never answer, and nobody waits for it.
      void Promise.resolve(this.#source.return?.()).catch(() => {});
    } else {
      const isCutOff = this.#format.needsFinish === true && !this.#collector.isFinished;
      const { answer, finishReason } = this.#collector.answer();
      this.#settle.resolve({ answer, finishReason: isCutOff ? CUT_OFF : finishReason });
    }
    this.#tell();
  }
}
