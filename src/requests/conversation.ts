import crypto from "node:crypto";
import type { CacheMessage, CacheRequest, CacheScope, JsonValue } from "../cache/question/index.js";
import type { Content, Part } from "./content.js";
import { isEmpty, type JsonObject } from "./read-json.js";
import { refuse } from "./refusal.js";

/** One message of a body. */
export interface Turn {
  readonly role: CacheMessage["role"];
  readonly parts: Content["parts"];
  /** What the message says beside its parts: a name, another role … */
  readonly fields?: JsonObject;
  /** Tool calls and what tools said. They are also in `parts` or `fields`. */
  readonly calls?: readonly JsonValue[];
}

/** A body, read. */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** A system prompt beside the messages. */
  readonly system?: string | undefined;
  readonly tools?: JsonValue | undefined;
  readonly responseFormat?: JsonValue | undefined;
  /** All other fields of the body that match exactly. */
  readonly fields: JsonObject;
  /** End user that the body names. */
  readonly user?: JsonValue | undefined;
}

/**
 * The request to the cache. The last turn of a user is the question. Everything else matches exactly: the fields in `scope`,
 * the texts of earlier turns as `messages`, about which the cache's `multiTurn` decides, and the rest of all turns in `scope`.
 *
 * @param extra - What else matches exactly.
 * @throws Refusal `agent-turn`, `no-user-text`.
 */
export function cacheRequestOf(
  { turns, system, tools, responseFormat, fields }: Conversation,
  model: string,
  extra: JsonObject,
  agentTurns: "refuse" | "allow",
): CacheRequest {
  const spoken = turns.filter(({ role }) => role !== "system");
  const last = spoken.at(-1);
  // A conversation that ends with what a tool said has no question, even where agent turns are allowed.
  if (last?.role === "tool" || (agentTurns === "refuse" && spoken.some(isAgentTurn))) refuse("agent-turn");
  if (last?.role !== "user" || joined(last).trim() === "") refuse("no-user-text");
  const lead = system ?? leadingSystem(turns);
  const details = turns
    .map(detailsOf)
    .filter((one, at) => one !== undefined && (at > 0 || lead === system)) as JsonValue[];
  const scope: CacheScope = {
    model,
    system: lead,
    tools,
    responseFormat,
    extra: { ...extra, fields, turns: details },
  };
  return { messages: spoken.map(messageOf), scope };
}

function isAgentTurn({ role, calls = [] }: Turn): boolean {
  return role === "tool" || calls.length > 0;
}

function messageOf(turn: Turn): CacheMessage {
  return { role: turn.role, content: joined(turn), toolCalls: turn.calls };
}

/** Each text begins on a line of its own. */
function joined({ parts }: Turn): string {
  return parts.filter(isText).join("\n");
}

/** A system prompt as almost everyone sends it: the first message, with one text. */
function leadingSystem([first]: readonly Turn[]): string | undefined {
  return first?.role === "system" && isPlain(first) ? joined(first) : undefined;
}

function isPlain({ parts, fields = {} }: Turn): boolean {
  return parts.length === 1 && parts.every(isText) && isEmpty(fields);
}

function isText(part: Part): part is string {
  return typeof part === "string";
}

/**
 * What a turn says beside its text. Of a text only its lines count, so that the last turn may be worded differently; with
 * them the joined text can be cut in only one way. A text of the system is not among the messages, so it is given whole.
 */
function detailsOf(turn: Turn, position: number): JsonValue | undefined {
  const { role, parts, fields = {} } = turn;
  if (role !== "system" && isPlain(turn)) return undefined;
  const layout = parts.map((part) => {
    if (!isText(part)) return sha256(JSON.stringify(part));
    return role === "system" ? [part] : part.split("\n").length;
  });
  return [position, role, layout, fields];
}

/** Images and files are long, and a scope is hashed with every call. */
function sha256(text: string): string {
  return crypto.createHash("sha256").update(text, "utf8").digest("base64url");
}
