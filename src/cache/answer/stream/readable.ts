import { onAbort, pause } from "../../../async/index.js";
import type { Broadcast, StreamReader } from "./broadcast.js";

/** What the consumer of a stream may do to it. */
export interface StreamControl<T> {
  /** Ends the stream with its reason. */
  readonly signal: AbortSignal;
  /** Called when the consumer cancels the stream. */
  readonly onCancel: (reason: unknown) => void;
  /** Called if the stream fails before its first chunk. The stream that it gives takes the place; undefined: the error stays. */
  readonly onEarlyFailure: (error: unknown) => Promise<ReadableStream<T>> | undefined;
}

/** A reader of a running stream as a web stream. Takes a chunk only when the consumer wants one. */
export function readableOf<T>(
  cast: Broadcast<T>,
  reader: StreamReader,
  { signal, onCancel, onEarlyFailure }: StreamControl<T>,
): ReadableStream<T> {
  let hasBegun = false;
  let substitute: ReadableStreamDefaultReader<T> | undefined;
  let stopListening = () => {};
  const next = async (): Promise<{ readonly chunk: T } | undefined> => {
    if (substitute !== undefined) {
      const { done, value } = await substitute.read();
      return done ? undefined : { chunk: value };
    }
    try {
      const got = await cast.next(reader);
      hasBegun = true;
      return got;
    } catch (error) {
      const instead = hasBegun || signal.aborted ? undefined : onEarlyFailure(error);
      if (instead === undefined) throw error;
      substitute = (await instead).getReader();
      return next();
    }
  };
  return new ReadableStream<T>(
    {
      start(controller) {
        stopListening = onAbort(signal, () => {
          cast.leave(reader);
          controller.error(signal.reason);
        });
      },
      async pull(controller) {
        const got = await next();
        if (got !== undefined) return controller.enqueue(got.chunk);
        stopListening();
        cast.leave(reader);
        controller.close();
      },
      async cancel(reason) {
        stopListening();
        onCancel(reason);
        cast.leave(reader);
        await substitute?.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Chunks that are known already as a web stream, with a pause before each but the first. */
export function readableFrom<T>(
  chunks: Iterable<T>,
  delayMs: number,
  signal: AbortSignal | undefined,
): ReadableStream<T> {
  const iterator = chunks[Symbol.iterator]();
  let isFirst = true;
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const { done, value } = iterator.next();
        if (done === true) return controller.close();
        signal?.throwIfAborted();
        if (!isFirst && delayMs > 0) await pause(delayMs, signal);
        isFirst = false;
        controller.enqueue(value);
      },
    },
    { highWaterMark: 0 },
  );
}
