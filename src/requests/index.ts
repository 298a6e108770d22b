export { readAiSdkCall } from "./ai-sdk-call.js";
export { readAnthropicMessages } from "./anthropic-messages.js";
export { modelOfGoogleUrl, readGoogleContent } from "./google-content.js";
export { readLangChainPrompt } from "./langchain-prompt.js";
export { readOpenAiChat } from "./openai-chat.js";
export { readOpenAiResponses } from "./openai-responses.js";
export type { ReadRequest, ReadRequestOptions } from "./read-request.js";
export type { UncacheableReason } from "./refusal.js";
