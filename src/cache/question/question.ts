import { OctavecError, requireKnownFields } from "../../errors/index.js";
import { type EmbedInput, modalityOf, type ResolvedCacheSettings } from "../../options/index.js";
import type { BypassReason, CacheMessage, CacheRequest, MediaQuestion } from "./cache-request.js";
import { MESSAGE, REQUEST } from "./known-fields.js";

/** A question that is an image or code. */
export interface MediaInput {
  readonly modality: MediaQuestion["modality"];
  readonly input: EmbedInput;
}

/** The question of a request, and the messages around it. */
export interface Question {
  /** As it was asked. */
  readonly prompt: string | MediaInput;
  /** System messages of the conversation. They must match exactly. */
  readonly system: readonly string[];
  /** Earlier turns, with `multiTurn: "context-hash"`. They must match exactly. */
  readonly context: readonly string[];
}

type Finding =
  | Question
  | { readonly bypass: BypassReason }
  /** The earlier turns are to be condensed into one question first. */
  | { readonly condense: readonly CacheMessage[]; readonly system: readonly string[] };

type ConversationSettings = Pick<ResolvedCacheSettings, "multiTurn" | "agentTurns">;

/**
 * Finds the question in a request.
 * @throws OctavecError `INVALID_ARGUMENT` for an unknown field of the request or of a message; if the request has neither or
 * both of `prompt` and `messages`; or if the conversation does not end with a turn of a user or (with `agentTurns: "allow"`) of
 * a tool.
 */
export function findQuestion(request: CacheRequest, settings: ConversationSettings): Finding {
  requireKnownFields(request, REQUEST);
  const { prompt, messages } = request;
  if ((prompt === undefined) === (messages === undefined)) {
    throw invalid(
      `expected either prompt or messages, got ${prompt === undefined ? "neither" : "both"}. A single question is a prompt, a conversation is messages.`,
    );
  }
  if (messages === undefined) {
    return { prompt: readPrompt(prompt), system: [], context: [] };
  }
  return questionOf(messages, settings);
}

function readPrompt(prompt: unknown): Question["prompt"] {
  if (typeof prompt === "string") return prompt;
  if (typeof prompt !== "object" || prompt === null) {
    throw invalid(`prompt: expected a string, { text }, { image } or { code }, got ${typeof prompt}.`);
  }
  // Checked right here, field by field.
  const input = prompt as EmbedInput;
  const modality = modalityOf(input, "cache request: prompt");
  if (modality !== "text") return { modality, input };
  return "text" in input ? input.text : "";
}

function questionOf(
  messages: readonly CacheMessage[],
  { multiTurn, agentTurns }: ConversationSettings,
): Finding {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid("messages: expected one or more messages.");
  const system: string[] = [];
  const turns: CacheMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (typeof message?.content !== "string") {
      throw invalid(`messages[${index}].content: expected a string. Join the parts of a message first.`);
    }
    requireKnownFields(message, MESSAGE);
    if (message.role === "system") system.push(message.content);
    else turns.push(message);
  }
  // Turns of an agent look alike to an embedder, so that an old tool call would be replayed.
  if (agentTurns === "refuse" && turns.some(isAgentTurn)) return { bypass: "agent-turn" };
  const last = turns.at(-1);
  if (last === undefined || (last.role !== "user" && last.role !== "tool")) {
    throw invalid("messages: expected the last message to be a user's: that is the question.");
  }
  if (turns.length === 1) return { prompt: last.content, system, context: [] };
  if (multiTurn === "bypass") return { bypass: "multi-turn" };
  if (multiTurn === "condensed") return { condense: turns, system };
  const context = turns
    .slice(0, -1)
    .map(({ role, content, toolCalls }) => JSON.stringify([role, content, toolCalls ?? []]));
  return { prompt: last.content, system, context };
}

function isAgentTurn({ role, toolCalls }: CacheMessage): boolean {
  return role === "tool" || (toolCalls !== undefined && toolCalls.length > 0);
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `cache request: ${problem}`);
}
