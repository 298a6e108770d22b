import type { Turn } from "./conversation.js";
import { OPENAI_IGNORED, openAiTools, openAiTurn, openAiUser } from "./openai.js";
import { type JsonObject, objectsOf } from "./read-json.js";
import { type Format, type ReadRequest, type ReadRequestOptions, readRequest } from "./read-request.js";

// https://platform.openai.com/docs/api-reference/chat/create
const CHAT: Format = {
  name: "openai-chat",
  ignored: OPENAI_IGNORED,
  live: ["web_search_options"],
  read: ({ messages, tools, response_format: responseFormat, ...fields }) => ({
    turns: objectsOf(messages).map(turnOf),
    tools: openAiTools(tools),
    responseFormat,
    fields,
    user: openAiUser(fields),
  }),
};

/** Reads the body of a request to OpenAI's Chat Completions, or to a server that speaks the same. */
export function readOpenAiChat(body: unknown, options: ReadRequestOptions = {}): ReadRequest {
  return readRequest(body, options, CHAT);
}

/** `function_call` is the old name of the only one of `tool_calls`. */
function turnOf(message: JsonObject): Turn {
  return openAiTurn(message, [message.tool_calls ?? [], message.function_call ?? []].flat());
}
