import type { ModelPrice, ResolvedPrices } from "../../options/index.js";
import type { TokenUsage } from "./cache-entry.js";

/** Money is counted in millionths of a unit, so that sums in Redis are whole numbers and exact. */
export const MICROS = 1_000_000;

/** Rough number of characters per token: embedders do not report how many tokens they counted. */
const CHARACTERS_PER_TOKEN = 4;

/** No answer has more tokens: a larger number is not a count. */
const MOST_TOKENS = 1_000_000_000;

/** Tokens of an answer. What is not a count is read as 0, because usage comes from the caller or from a stored entry. */
export function usedTokens(usage: TokenUsage | undefined): { input: number; output: number } {
  return { input: countOf(usage?.inputTokens), output: countOf(usage?.outputTokens) };
}

function countOf(tokens: unknown): number {
  return typeof tokens === "number" && tokens >= 0 && tokens <= MOST_TOKENS ? tokens : 0;
}

/** Millionths of a unit; undefined for a model without a price. Per million tokens, so tokens × price are millionths. */
export function costOf(
  prices: Readonly<Record<string, ModelPrice>>,
  model: string | undefined,
  usage: TokenUsage,
): number | undefined {
  const price = model === undefined || !Object.hasOwn(prices, model) ? undefined : prices[model];
  if (price === undefined) return undefined;
  const { input, output } = usedTokens(usage);
  return input * price.inputPerMillion + output * price.outputPerMillion;
}

/** Estimated tokens of texts with this number of characters, and their cost in millionths. */
export function embeddingOf(
  characters: number,
  { embeddingPricePerMillion }: ResolvedPrices,
): { tokens: number; micros: number } {
  const tokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return { tokens, micros: tokens * embeddingPricePerMillion };
}
