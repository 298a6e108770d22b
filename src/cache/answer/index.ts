export { type AnswerContext, Refreshes } from "./context/answer-context.js";
export type { MadeAnswer, Producer, WrapOptions, WrappedAnswer } from "./context/wrap-types.js";
export { wrapAnswer } from "./wrap.js";
