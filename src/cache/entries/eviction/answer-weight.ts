import type { TokenUsage } from "../../contract/index.js";

/** Price of an output token in input tokens: 3 to 5 on most price lists. */
const OUTPUT_TOKEN_COST = 4;
/** UTF-16 units per token where the usage is unknown: English text has about four letters per token. */
const CHARS_PER_TOKEN = 4;

/**
 * What making an answer again would cost: the base-2 logarithm of its cost in input tokens, at least 0. An answer that cost
 * twice as much is worth as much as one that is used twice as often. Estimated from the texts where the usage is missing.
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
