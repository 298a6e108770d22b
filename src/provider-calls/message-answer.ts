import type { StructuredAnswer, TokenUsage } from "../cache/index.js";
import type { JsonObject, Provider } from "./provider.js";

/** A provider's message as an answer: its text, and the message itself as `raw`. */
export function answerOfMessage(
  provider: Provider,
  message: JsonObject,
): { readonly response: StructuredAnswer; readonly usage: TokenUsage; readonly cacheable: boolean } {
  const { text, finishReason, model, inputTokens, outputTokens } = provider.factsOf(message);
  return {
    response: { content: [{ type: "text", text }], finishReason, model, raw: message },
    usage: { inputTokens, outputTokens },
    cacheable: finishReason === "stop" && text !== "",
  };
}
