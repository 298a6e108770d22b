import type { JsonValue } from "../cache/question/index.js";
import { turnsOfPrompt } from "./langchain-turns.js";
import { isObject, textOf } from "./read-json.js";
import { type Format, type ReadRequest, type ReadRequestOptions, readRequest } from "./read-request.js";
import { refuse } from "./refusal.js";

// Where other things are among the fields of the key, whose names have no colon.
const WHOLE = ":key";
const PROMPT = ":prompt";
const BEFORE = ":before";

const FLAT: Format = {
  name: "langchain",
  ignored: [
    ...["timeout", "stream", "streaming", "stream_options", "user", "safety_identifier", "metadata", "store"],
    ...["service_tier", "prompt_cache_key", "prompt_cache_retention", "promptCacheKey"],
  ],
  serverState: ["previous_response_id", "conversation", "container"],
  live: ["web_search_options", "mcp_servers"],
  read: ({ [PROMPT]: prompt, tools, response_format: responseFormat, ...fields }) => {
    if (Array.isArray(tools) && !tools.every(isOfClient)) refuse("built-in-tools");
    const { turns, before } = turnsOfPrompt(textOf(prompt));
    const user = fields.safety_identifier ?? fields.user;
    return { turns, tools, responseFormat, fields: { ...fields, [BEFORE]: before }, user };
  },
};

/** Reads the two texts that `lookup` of a LangChain cache gets: the messages as one text, and the model with the call. */
export function readLangChainPrompt(
  prompt: unknown,
  llmKey: unknown,
  options: ReadRequestOptions = {},
): ReadRequest {
  const key = typeof llmKey === "string" ? (fieldsOfKey(llmKey) ?? { [WHOLE]: llmKey }) : undefined;
  const named = [key?.model, key?.model_name, "unknown"].find(
    (name) => typeof name === "string" && name !== "",
  );
  const body = key === undefined ? undefined : { ...key, [PROMPT]: prompt };
  return readRequest(body, options && { ...options, model: options.model ?? (named as string) }, FLAT);
}

/** Undefined for a key that a class makes in its own way. */
function fieldsOfKey(key: string): Record<string, unknown> | undefined {
  const fields: [string, unknown][] = [];
  let text = "";
  // A comma with a name behind it may also be within a text: such a piece is no JSON without the next one.
  for (const piece of key.split(/,(?=[^\s:,"{}[\]]+:)/)) {
    text += piece;
    const [name = "", value = ""] = text.split(/:(.*)/s);
    try {
      fields.push([name, JSON.parse(value === "undefined" ? "null" : value)]);
      text = "";
    } catch {
      text += ",";
    }
  }
  return text === "" ? Object.fromEntries(fields) : undefined;
}

/** In the form of any provider. What has another form is run by the provider. */
function isOfClient(tool: JsonValue): boolean {
  if (!isObject(tool)) return false;
  if (tool.type !== undefined) return tool.type === "function" || tool.type === "custom";
  return "input_schema" in tool || Object.keys(tool).join() === "functionDeclarations";
}
