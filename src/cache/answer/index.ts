export type { AnswerContext } from "./answer-context.js";
export { Refreshes } from "./refreshes.js";
export { wrapAnswer } from "./wrap.js";
export type { MadeAnswer, Producer, WrapOptions, WrappedAnswer } from "./wrap-types.js";
