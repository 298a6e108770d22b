export { type Producer, type WrapOptions, type WrappedAnswer, wrapAnswer } from "./wrap-answer.js";
