import type { JsonValue } from "../cache/question/index.js";
import { type PartRules, readContent } from "./content.js";
import type { Turn } from "./conversation.js";
import { isEmpty, type JsonObject, objectOf, objectsOf, without } from "./read-json.js";
import { type Format, type ReadRequest, type ReadRequestOptions, readRequest } from "./read-request.js";
import { refuse } from "./refusal.js";

/** Where the provider's own cache begins makes no difference to the answer. */
const MARK = "cache_control";

const PARTS: PartRules = {
  texts: ["text"],
  spoken: ["image", "document", "search_result", "thinking", "redacted_thinking"],
  clean: (part) => without(part, MARK),
};

// https://docs.anthropic.com/en/api/messages
const MESSAGES: Format = {
  name: "anthropic-messages",
  ignored: ["stream", "service_tier", MARK],
  // Files and packages of a container, earlier messages of a thread.
  serverState: ["container", "thread"],
  live: ["mcp_servers"],
  read: ({ messages, system, tools, metadata = {}, ...fields }) => {
    const { user_id: user, ...other } = objectOf(metadata);
    const lead: Turn[] =
      system === undefined ? [] : [{ role: "system", parts: readContent(system, PARTS).parts }];
    return {
      turns: [...lead, ...objectsOf(messages).map(turnOf)],
      tools: clientTools(tools),
      fields: isEmpty(other) ? fields : { ...fields, metadata: other },
      user,
    };
  },
};

/** Reads the body of a request to Anthropic's Messages. */
export function readAnthropicMessages(body: unknown, options: ReadRequestOptions = {}): ReadRequest {
  return readRequest(body, options, MESSAGES);
}

function turnOf({ role, content, ...fields }: JsonObject): Turn {
  if (role === "user" || role === "assistant") return { role, ...readContent(content, PARTS), fields };
  // Unlike the system prompt, a message of the system has its role among its fields. It may have no content.
  if (role === "system")
    return { role, parts: readContent(content ?? [], PARTS).parts, fields: { ...fields, role } };
  return refuse("malformed");
}

function clientTools(tools: JsonValue | undefined): JsonValue | undefined {
  if (tools === undefined) return undefined;
  return objectsOf(tools).map((tool) =>
    (tool.type ?? "custom") === "custom" ? without(tool, MARK) : refuse("built-in-tools"),
  );
}
