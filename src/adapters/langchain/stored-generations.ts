import { deserializeStoredGeneration, serializeGeneration } from "@langchain/core/caches";
import {
  type BaseMessage,
  isAIMessage,
  isBaseMessage,
  type StoredGeneration,
  type UsageMetadata,
} from "@langchain/core/messages";
import type { Generation } from "@langchain/core/outputs";
import type { CacheHit, GivenAnswer, JsonValue, TokenUsage } from "../../cache/index.js";

/** A generation as it is stored. LangChain's own form has no place for `generationInfo`. */
type Stored = StoredGeneration & { readonly generationInfo?: Record<string, unknown> };

/** How providers say that an answer is not whole: cut off, blocked, or to be continued after a call. */
const NOT_WHOLE =
  /length|max.?tokens|filter|safety|recitation|block|prohibited|refus|tool|function|pause|error/i;
const REASONS = ["finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason"];

/** The answer to store, or undefined if these generations are not to be served again. */
export function answerOfGenerations(generations: readonly Generation[]): GivenAnswer | undefined {
  if (generations.length === 0 || !generations.every(isWhole)) return undefined;
  return {
    response: {
      content: generations.map(({ text }) => ({ type: "text", text })),
      finishReason: "stop",
      raw: jsonOf(generations.map(storedOf)),
    },
    usage: usageOf(generations),
  };
}

/** New objects, because LangChain changes what it gets. An answer of another adapter is its text. */
export function generationsOfAnswer({ response, structured }: CacheHit): Generation[] {
  const stored: Stored[] =
    structured?.raw === undefined ? [{ text: response }] : JSON.parse(JSON.stringify(structured.raw));
  return stored.map(({ generationInfo, ...generation }) => ({
    ...deserializeStoredGeneration(generation as StoredGeneration),
    ...(generationInfo === undefined ? {} : { generationInfo }),
  }));
}

function storedOf(generation: Generation): Stored {
  const { generationInfo } = generation;
  return { ...serializeGeneration(generation), ...(generationInfo === undefined ? {} : { generationInfo }) };
}

function messageOf(generation: Generation): BaseMessage | undefined {
  return "message" in generation && isBaseMessage(generation.message) ? generation.message : undefined;
}

function isWhole(generation: Generation): boolean {
  const message = messageOf(generation);
  if (message !== undefined && callsTools(message)) return false;
  return [generation.generationInfo, message?.response_metadata].every((facts) =>
    REASONS.every((name) => !NOT_WHOLE.test(String(facts?.[name] ?? ""))),
  );
}

function callsTools(message: BaseMessage): boolean {
  const { tool_calls: raw, function_call: call } = message.additional_kwargs;
  if (raw !== undefined || call !== undefined) return true;
  if (!isAIMessage(message)) return false;
  return (message.tool_calls?.length ?? 0) > 0 || (message.invalid_tool_calls?.length ?? 0) > 0;
}

/** Of all generations, because one call made them. Each message names the tokens of the one prompt. */
function usageOf(generations: readonly Generation[]): TokenUsage | undefined {
  const usages = generations.flatMap((generation) => usageOfMessage(messageOf(generation)) ?? []);
  const [first] = usages;
  return (
    first && {
      inputTokens: first.input_tokens,
      outputTokens: usages.reduce((sum, { output_tokens: tokens }) => sum + tokens, 0),
    }
  );
}

function usageOfMessage(message: BaseMessage | undefined): UsageMetadata | undefined {
  return message !== undefined && isAIMessage(message) ? message.usage_metadata : undefined;
}

/** A copy as JSON, which is also what LangChain's own caches store. */
function jsonOf(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value));
}
