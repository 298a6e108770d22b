import { OctavecError, requireKnownFields } from "../../../errors/index.js";
import type { WrapOptions, WrappedAnswer } from "../context/wrap-types.js";
import type { StreamFormat } from "./answer-chunk.js";
import type { ChunkSource } from "./broadcast.js";
import type { ReplayOptions } from "./replay-answer.js";

/**
 * Makes the answer as a stream when the cache has none. `signal` is aborted when nobody waits for the answer any more. A stream
 * that throws, or is not read to its end, is not stored.
 */
export type StreamProducer<T> = (signal: AbortSignal) => ChunkSource<T> | Promise<ChunkSource<T>>;

export interface WrapStreamOptions<T> extends WrapOptions {
  /** What the chunks are. Default `textFormat`: pieces of text. */
  readonly format?: StreamFormat<T> | undefined;
  /** How a stored answer is streamed. */
  readonly replay?: ReplayOptions | undefined;
  /** Answers that ended for another reason are not stored, for example `length` or `content-filter`. Default `["stop"]`. */
  readonly finishReasons?: readonly string[] | undefined;
}

/** The answer as a stream, and what `wrap` says of it. */
export interface StreamedAnswer<T>
  extends Omit<WrappedAnswer, "response" | "structured" | "usage" | "notStored" | "notStoredErrorCode"> {
  /** Cancel it to stop waiting. It fails with what the producer throws, unchanged, or with the signal's reason. */
  readonly stream: ReadableStream<T>;
  /**
   * The whole answer, and what became of it: resolves after the stream has ended and the answer was stored. Rejects when the stream
   * fails or is cancelled. May be ignored.
   */
  readonly answer: Promise<WrappedAnswer>;
}

const MAX_PIECE = 1_000_000;
const MAX_DELAY_MS = 10_000;

/** @throws OctavecError `INVALID_ARGUMENT`. */
export function checkStreamOptions<T>({ format, replay, finishReasons }: WrapStreamOptions<T>): void {
  if (format !== undefined) {
    const isFormat = typeof format?.read === "function" && typeof format.write === "function";
    if (!isFormat || typeof format.name !== "string") {
      throw refused("format: expected { name, read, write }, such as textFormat or chunkFormat");
    }
  }
  if (finishReasons !== undefined) {
    const isList =
      Array.isArray(finishReasons) && finishReasons.every((reason) => typeof reason === "string");
    if (!isList) throw refused('finishReasons: expected a list of texts, such as ["stop", "tool-calls"]');
  }
  if (replay === undefined) return;
  requireKnownFields(replay, { what: "options of wrapStream: replay", fields: ["chunk", "delayMs"] });
  const { chunk = "stored", delayMs = 0 } = replay;
  if (chunk !== "stored" && chunk !== "word" && !isWholeWithin(chunk, 1, MAX_PIECE)) {
    throw refused(`replay.chunk: expected "stored", "word" or a whole number from 1 to ${MAX_PIECE}`);
  }
  if (!isWholeWithin(delayMs, 0, MAX_DELAY_MS)) {
    throw refused(`replay.delayMs: expected a whole number from 0 to ${MAX_DELAY_MS}`);
  }
}

/** @throws OctavecError `INVALID_ARGUMENT` for what is no stream. */
export function checkSource<T>(source: ChunkSource<T>): ChunkSource<T> {
  if (typeof source === "object" && source !== null && Symbol.asyncIterator in source) return source;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "wrapStream: expected the producer to give an async iterable or a ReadableStream of chunks.",
  );
}

function isWholeWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}

function refused(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `options of wrapStream: ${problem}.`);
}
