export { type AnswerContext, Refreshes } from "./context/answer-context.js";
export type { MadeAnswer, Producer, WrapOptions, WrappedAnswer } from "./context/wrap-types.js";
export { type PreparedQuestion, prepareQuestion } from "./prepared-question.js";
export { type AnswerChunk, chunkFormat, type StreamFormat, textFormat } from "./stream/answer-chunk.js";
export type { ChunkSource } from "./stream/broadcast.js";
export { piecesOf, type ReplayOptions } from "./stream/replay-answer.js";
export type { StreamedAnswer, StreamProducer, WrapStreamOptions } from "./stream/stream-options.js";
export { wrapAnswer } from "./wrap.js";
export { wrapStream } from "./wrap-stream.js";
