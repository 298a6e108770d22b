import type { JsonValue } from "../cache/question/index.js";
import { type PartRules, readContent } from "./content.js";
import type { Turn } from "./conversation.js";
import { type JsonObject, objectsOf, without } from "./read-json.js";
import { refuse } from "./refusal.js";

/** Of both of OpenAI's APIs: how an answer is delivered, kept, billed and attributed. */
export const OPENAI_IGNORED = [
  ...["stream", "stream_options", "store", "service_tier", "metadata", "user", "safety_identifier"],
  ...["prompt_cache_key", "prompt_cache_retention", "prompt_cache_options"],
];

const PARTS: PartRules = {
  texts: ["text", "input_text", "output_text"],
  clean: (part) => without(part, "prompt_cache_breakpoint"),
};

/** A message, as both APIs write it. Only that of a user always has content. */
export function openAiTurn({ role, content, ...fields }: JsonObject, calls: readonly JsonValue[] = []): Turn {
  const { parts } = readContent(role === "user" ? content : (content ?? []), PARTS);
  if (role === "system" || role === "user" || role === "assistant" || role === "tool") {
    return { role, parts, fields, calls };
  }
  if (role !== "developer" && role !== "function") return refuse("malformed");
  return { role: role === "developer" ? "system" : "tool", parts, fields: { ...fields, role } };
}

/** @throws Refusal `built-in-tools` if the provider runs a tool by itself; `malformed`. */
export function openAiTools(tools: JsonValue | undefined): JsonValue | undefined {
  const isOfClient = ({ type }: JsonObject) => type === "function" || type === "custom";
  if (!objectsOf(tools ?? []).every(isOfClient)) refuse("built-in-tools");
  return tools;
}

/** `safety_identifier` is the new name of `user`. */
export function openAiUser({ safety_identifier, user }: JsonObject): JsonValue | undefined {
  return safety_identifier ?? user;
}
