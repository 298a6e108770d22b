import { onAbort } from "../../async/index.js";
import { checkProducer } from "../../options/index.js";
import type { Answer } from "../contract/index.js";
import type { CacheRequest } from "../question/index.js";
import type { AnswerContext } from "./context/answer-context.js";
import type { Missed, WrappedAnswer } from "./context/wrap-types.js";
import { checkWrap } from "./controls.js";
import { answerInSession } from "./session.js";
import { type StreamFormat, textFormat } from "./stream/answer-chunk.js";
import { Broadcast } from "./stream/broadcast.js";
import { readableFrom, readableOf } from "./stream/readable.js";
import { replayChunks } from "./stream/replay-answer.js";
import {
  checkSource,
  checkStreamOptions,
  type StreamedAnswer,
  type StreamProducer,
  type WrapStreamOptions,
} from "./stream/stream-options.js";
import { answerCall } from "./wrap.js";

/** The finish reason of an answer that is whole. */
const WHOLE = ["stop"];

/**
 * `wrap` for streams. It is a call of `wrap` whose producer collects the stream while the caller reads it. So look-ups, single
 * flight, leases, storing, refreshes and audits are the same.
 *
 * @throws OctavecError `INVALID_ARGUMENT`; the signal's reason; what the producer throws before its stream begins.
 */
export async function wrapStream<T>(
  context: AnswerContext,
  request: CacheRequest,
  produce: StreamProducer<T>,
  options: WrapStreamOptions<T>,
): Promise<StreamedAnswer<T>> {
  checkProducer(produce);
  checkWrap(context, options);
  checkStreamOptions(options);
  return new StreamCall(context, request, produce, options).start();
}

class StreamCall<T> {
  readonly #format: StreamFormat<T>;
  /** Aborted by the caller's signal, or when the caller cancels its stream. */
  readonly #own = new AbortController();
  #missed: Missed | undefined;
  #entryId: string | undefined;
  #isDelivered = false;
  /** Gives the caller its stream. */
  #begin: (streamed: StreamedAnswer<T>) => void = () => {};
  /** The whole answer, also if this call had to begin anew. */
  #answer!: Promise<WrappedAnswer>;
  #fallback: Promise<StreamedAnswer<T>> | undefined;

  constructor(
    private readonly context: AnswerContext,
    private readonly request: CacheRequest,
    private readonly produce: StreamProducer<T>,
    private readonly options: WrapStreamOptions<T>,
    private readonly mayFallBack = true,
  ) {
    // Without a format T is a piece of text.
    this.#format = options.format ?? (textFormat as unknown as StreamFormat<T>);
  }

  /** Resolves when the stream begins, and not when it has ended. */
  start(): Promise<StreamedAnswer<T>> {
    const { request, options, context } = this;
    const stopListening = onAbort(options.signal, () => this.#own.abort(options.signal?.reason));
    if (options.signal?.aborted === true) this.#own.abort(options.signal.reason);
    return new Promise<StreamedAnswer<T>>((resolve, reject) => {
      this.#begin = resolve;
      const call = answerInSession(
        context,
        {
          ...options,
          request,
          signal: this.#own.signal,
          lookupSignal: { signal: options.signal },
          produce: (signal) => this.#collect(signal),
          onMiss: (missed, entryId) => this.#join(missed, entryId),
        },
        answerCall,
      );
      this.#answer = call.finally(stopListening);
      this.#answer.then((answer) => this.#replay(answer), reject);
    });
  }

  /** The producer of `wrap`: gives the whole answer when its stream has ended. */
  async #collect(signal: AbortSignal) {
    const cast = new Broadcast(checkSource(await this.produce(signal)), this.#format, signal);
    const { streams } = this.context;
    const key = this.#key;
    if (key !== undefined) streams.set(key, cast);
    try {
      // The answer of a refresh or an audit has no reader.
      if (!this.#deliver(cast, false)) void cast.drain();
      const { answer, finishReason } = await cast.done;
      const { finishReasons = WHOLE } = this.options;
      return { ...answer, cacheable: finishReasons.includes(finishReason) };
    } finally {
      if (key !== undefined && streams.get(key) === cast) streams.delete(key);
    }
  }

  /** Reads the stream of another caller who asked the same, if one is running. */
  #join(missed: Missed, entryId: string | undefined): void {
    this.#missed = missed;
    this.#entryId = entryId;
    if (entryId === undefined || !this.context.answers.has(entryId)) return;
    const cast = this.context.streams.get(this.#key ?? "");
    // The name of the format is part of the key.
    if (cast !== undefined) this.#deliver(cast as Broadcast<T>, true);
  }

  /** @returns false if nobody needs the stream, or if it cannot be joined any more. */
  #deliver(cast: Broadcast<T>, isShared: boolean): boolean {
    const missed = this.#missed;
    if (this.#isDelivered || missed === undefined) return false;
    const reader = cast.open();
    if (reader === undefined) return false;
    this.#isDelivered = true;
    const stream = readableOf(cast, reader, {
      signal: this.#own.signal,
      onCancel: (reason) => this.#own.abort(reason),
      onEarlyFailure: () => (isShared ? this.#fallBack()?.then((streamed) => streamed.stream) : undefined),
    });
    // `#answer` is set: the producer is called after the look-up.
    const answer = this.#answer.catch((error: unknown) => {
      const instead = isShared && !this.#own.signal.aborted ? this.#fallback : undefined;
      if (instead === undefined) throw error;
      return instead.then((streamed) => streamed.answer);
    });
    answer.catch(() => {});
    this.#begin({ ...missed, ...(isShared ? { shared: true } : {}), stream, answer });
    return true;
  }

  /** The stream that this caller joined has failed before its first chunk: the caller asks for itself. */
  #fallBack(): Promise<StreamedAnswer<T>> | undefined {
    if (!this.mayFallBack) return undefined;
    const { context, request, produce, options } = this;
    const signal = this.#own.signal;
    this.#fallback ??= new StreamCall(context, request, produce, { ...options, signal }, false).start();
    return this.#fallback;
  }

  /** A stored answer, or one that another process or a caller of `wrap` has made. */
  #replay(answer: WrappedAnswer): void {
    if (this.#isDelivered) return;
    this.#isDelivered = true;
    const { response, structured, usage, notStored: _, notStoredErrorCode: __, ...about } = answer;
    const { delayMs = 0 } = this.options.replay ?? {};
    const chunks = this.#chunksOf({ response, structured, usage });
    const stream = readableFrom(chunks, delayMs, this.options.signal);
    this.#begin({ ...about, stream, answer: Promise.resolve(answer) });
  }

  *#chunksOf(answer: Pick<Answer, "response" | "structured" | "usage">): Generator<T, void, undefined> {
    for (const chunk of replayChunks(answer, this.options.replay ?? {})) yield* this.#format.write(chunk);
  }

  get #key(): string | undefined {
    return this.#entryId === undefined ? undefined : `${this.#format.name} ${this.#entryId}`;
  }
}
