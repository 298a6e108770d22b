export { type AnswerContext, Refreshes } from "./answer-context.js";
export { wrapAnswer } from "./wrap.js";
export type { MadeAnswer, Producer, WrapOptions, WrappedAnswer } from "./wrap-types.js";
