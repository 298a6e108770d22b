export { answerPost, mayBeCached } from "./answer-post.js";
export type { CachedCall } from "./cached-call.js";
export { withoutControls } from "./call-headers.js";
export { KnownCalls } from "./known-calls.js";
export { type Post, postOf } from "./post.js";
export type { ProviderCallOptions } from "./provider-call-options.js";
export { type Reply, replyOfResponse } from "./reply.js";
export { type MeteredCall, TokenMeter } from "./token-meter.js";
