import type { ChunkSource } from "../../../../../src/cache/answer/stream/broadcast.js";

/** A producer's stream of which a test hands out the chunks one by one. */
export class StagedSource<T> {
  /** Signals of the calls so far. */
  readonly signals: AbortSignal[] = [];
  /** How many chunks were asked for. */
  asked = 0;
  isReturned = false;
  readonly #ready: ({ chunk: T } | { error: unknown } | "end")[] = [];
  #wake = () => {};

  readonly produce = (signal: AbortSignal): ChunkSource<T> => {
    this.signals.push(signal);
    return { [Symbol.asyncIterator]: () => this.#iterator() };
  };

  give(...chunks: T[]): void {
    for (const chunk of chunks) this.#ready.push({ chunk });
    this.#wake();
  }

  fail(error: unknown): void {
    this.#ready.push({ error });
    this.#wake();
  }

  end(): void {
    this.#ready.push("end");
    this.#wake();
  }

  #iterator(): AsyncIterator<T> {
    return {
      next: async () => {
        this.asked++;
        while (this.#ready.length === 0) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        const next = this.#ready.shift();
        if (next === undefined || next === "end") return { done: true, value: undefined };
        if ("error" in next) throw next.error;
        return { done: false, value: next.chunk };
      },
      return: async () => {
        this.isReturned = true;
        return { done: true, value: undefined };
      },
    };
  }
}

/** Everything that is left of a stream. */
export async function all<T>(stream: ReadableStream<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

export async function* listed<T>(...chunks: T[]): AsyncGenerator<T, void, undefined> {
  yield* chunks;
}
