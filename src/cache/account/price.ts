import type { ModelPrice, ResolvedPrices } from "../../options/index.js";
import type { TokenUsage } from "../contract/index.js";

/** Money is counted in millionths of a unit, so that sums in Redis are whole numbers and exact. */
export const MICROS = 1_000_000;

/** Characters of a text that make a token, roughly: embedders do not say how many they counted. */
const CHARACTERS_PER_TOKEN = 4;

/** More than any answer has: what says more is no count. */
const MOST_TOKENS = 1_000_000_000;

/** Tokens of an answer, as far as they are counts: usage comes from the caller, or from what somebody else stored. */
export function tokensOf(usage: TokenUsage | undefined): { input: number; output: number } {
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
  const { input, output } = tokensOf(usage);
  return input * price.inputPerMillion + output * price.outputPerMillion;
}

/** Estimate of the tokens of texts with so many characters, and what they cost in millionths. */
export function embeddingOf(
  characters: number,
  { embeddingPricePerMillion }: ResolvedPrices,
): { tokens: number; micros: number } {
  const tokens = Math.ceil(characters / CHARACTERS_PER_TOKEN);
  return { tokens, micros: tokens * embeddingPricePerMillion };
}
