import type { TokenUsage } from "../../contract/index.js";

/** What models ask for a token that they write, in tokens that they read: 3 to 5 on most price lists. */
const OUTPUT_TOKEN_COST = 4;
/** UTF-16 units of a token, where nobody counted: English text has about four letters to a token. */
const CHARS_PER_TOKEN = 4;

/**
 * What making an answer again would cost, as base-2 logarithm of input tokens: an answer that cost twice as much is worth as
 * much as one that is used twice as often. Estimated from the texts where the model's count is missing. At least 0.
 */
export function answerWeight({
  prompt,
  response,
  usage,
}: {
  readonly prompt: string;
  readonly response: string;
  readonly usage: TokenUsage | undefined;
}): number {
  const input = usage?.inputTokens ?? prompt.length / CHARS_PER_TOKEN;
  const output = usage?.outputTokens ?? response.length / CHARS_PER_TOKEN;
  return Math.log2(Math.max(1, input + OUTPUT_TOKEN_COST * output));
}
