import type { Turn } from "./conversation.js";
import { OPENAI_IGNORED, openAiTools, openAiTurn, openAiUser } from "./openai.js";
import { type JsonObject, objectsOf, textOf, without } from "./read-json.js";
import { type Format, type ReadRequest, type ReadRequestOptions, readRequest } from "./read-request.js";
import { refuse } from "./refusal.js";

// https://platform.openai.com/docs/api-reference/responses/create
const RESPONSES: Format = {
  name: "openai-responses",
  ignored: OPENAI_IGNORED,
  // An earlier response, a conversation, a prompt that can be edited there, an answer that is made later.
  serverState: ["previous_response_id", "conversation", "prompt", "background"],
  read: ({ input, instructions, tools, text: responseFormat, ...fields }) => ({
    turns: typeof input === "string" ? [{ role: "user", parts: [input] }] : objectsOf(input).map(turnOf),
    // The provider takes `null` for none.
    system: instructions === null || instructions === undefined ? undefined : textOf(instructions),
    tools: openAiTools(tools),
    responseFormat,
    fields,
    user: openAiUser(fields),
  }),
};

/** Reads the body of a request to OpenAI's Responses. */
export function readOpenAiResponses(body: unknown, options: ReadRequestOptions = {}): ReadRequest {
  return readRequest(body, options, RESPONSES);
}

function turnOf(item: JsonObject): Turn {
  const { type = "message" } = item;
  // A message of the model that is sent back has the id and status that its response gave it.
  if (type === "message") return openAiTurn(without(item, "type", "id", "status"));
  if (type === "item_reference") return refuse("server-state");
  const parts = [item];
  // What the model thought or shortened by itself. All other items are calls of tools and what these said.
  if (type === "reasoning" || type === "compaction") return { role: "assistant", parts };
  return { role: textOf(type).endsWith("_output") ? "tool" : "assistant", parts, calls: parts };
}
