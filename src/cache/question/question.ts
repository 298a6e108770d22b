import { OctavecError } from "../../errors/index.js";
import type { MultiTurnPolicy } from "../../options/index.js";
import type { BypassReason, CacheMessage, CacheRequest } from "./cache-request.js";

/** The question of a request and what surrounds it. */
export interface Question {
  /** As it was asked. */
  readonly prompt: string;
  /** System messages of the conversation, which must match exactly. */
  readonly system: readonly string[];
  /** Earlier turns, which must match exactly under `context-hash`. */
  readonly context: readonly string[];
}

export type QuestionFinding =
  | { readonly question: Question }
  | { readonly bypass: BypassReason }
  /** The earlier turns are to be condensed into one question first. */
  | { readonly condense: readonly CacheMessage[]; readonly system: readonly string[] };

export interface ConversationRules {
  readonly multiTurn: MultiTurnPolicy;
  readonly agentTurns: "refuse" | "allow";
}

/**
 * Finds the question in a request.
 * @throws OctavecError `INVALID_ARGUMENT` when there is neither or both of `prompt` and `messages`, or the conversation
 * does not end with a user's turn (or a tool's, which is then a matter of `agentTurns`).
 */
export function findQuestion(request: CacheRequest, rules: ConversationRules): QuestionFinding {
  const { prompt, messages } = request;
  if ((prompt === undefined) === (messages === undefined)) {
    throw invalid(
      `expected either prompt or messages, got ${prompt === undefined ? "neither" : "both"}. A single question is a prompt, a conversation is messages.`,
    );
  }
  if (messages === undefined) {
    if (typeof prompt !== "string") throw invalid(`prompt: expected a string, got ${typeof prompt}.`);
    return { question: { prompt, system: [], context: [] } };
  }
  return questionOf(messages, rules);
}

function questionOf(messages: readonly CacheMessage[], rules: ConversationRules): QuestionFinding {
  if (!Array.isArray(messages) || messages.length === 0)
    throw invalid("messages: expected one or more messages.");
  const system: string[] = [];
  const turns: CacheMessage[] = [];
  for (const [index, message] of messages.entries()) {
    if (typeof message?.content !== "string") {
      throw invalid(`messages[${index}].content: expected a string. Join the parts of a message first.`);
    }
    if (message.role === "system") system.push(message.content);
    else turns.push(message);
  }
  // Consecutive turns of an agent look alike to an embedder, and an old tool call would be replayed.
  if (rules.agentTurns === "refuse" && turns.some(isAgentTurn)) return { bypass: "agent-turn" };
  const last = turns.at(-1);
  if (last === undefined || (last.role !== "user" && last.role !== "tool")) {
    throw invalid("messages: expected the last message to be a user's: that is the question.");
  }
  if (turns.length === 1) return { question: { prompt: last.content, system, context: [] } };
  if (rules.multiTurn === "bypass") return { bypass: "multi-turn" };
  if (rules.multiTurn === "condensed") return { condense: turns, system };
  const context = turns
    .slice(0, -1)
    .map(({ role, content, toolCalls }) => JSON.stringify([role, content, toolCalls ?? []]));
  return { question: { prompt: last.content, system, context } };
}

function isAgentTurn({ role, toolCalls }: CacheMessage): boolean {
  return role === "tool" || (toolCalls !== undefined && toolCalls.length > 0);
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `cache request: ${problem}`);
}
