export { wrapAnswer } from "./wrap-answer.js";
export type { Producer, WrapOptions, WrappedAnswer } from "./wrapped-answer.js";
