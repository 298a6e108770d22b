export type { AnswerContext } from "./answer-context.js";
export { Flights } from "./flights.js";
export { wrapAnswer } from "./wrap-answer.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./wrapped-answer.js";
