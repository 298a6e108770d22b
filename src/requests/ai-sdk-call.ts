import type { JsonValue } from "../cache/question/index.js";
import { type PartRules, readContent } from "./content.js";
import type { Turn } from "./conversation.js";
import { isEmpty, isObject, type JsonObject, objectOf, objectsOf, saysAnyOf, without } from "./read-json.js";
import { type Format, type ReadRequest, type ReadRequestOptions, readRequest } from "./read-request.js";
import { refuse } from "./refusal.js";

const PARTS: PartRules = {
  texts: ["text"],
  spoken: ["file", "reasoning", "reasoning-file", "custom"],
  clean: withExactOptions,
};

const OPENAI_IGNORED = [
  ...["user", "safetyIdentifier", "metadata", "store", "serviceTier"],
  ...["promptCacheKey", "promptCacheRetention", "promptCacheOptions"],
];
/** Options that never change an answer, by provider. */
const IGNORED: JsonObject = {
  openai: OPENAI_IGNORED,
  azure: OPENAI_IGNORED,
  anthropic: ["cacheControl"],
  bedrock: ["cachePoint"],
};
const SERVER_STATE = ["previousResponseId", "conversation", "container"];
const LIVE = ["mcpServers", "searchParameters", "useSearchGrounding"];

// https://github.com/vercel/ai/tree/main/packages/provider/src/language-model
const CALL: Format = {
  name: "ai-sdk",
  ignored: ["includeRawChunks"],
  read: ({ prompt, tools, responseFormat, providerOptions = {}, ...fields }) => {
    const options = Object.values(objectOf(providerOptions)).filter(isObject);
    if (options.some((one) => saysAnyOf(one, SERVER_STATE))) refuse("server-state");
    if (options.some((one) => saysAnyOf(one, LIVE))) refuse("built-in-tools");
    return {
      turns: objectsOf(prompt).map(turnOf),
      tools: tools === undefined ? undefined : objectsOf(tools).map(clientTool),
      responseFormat,
      fields: withExactOptions({ ...fields, providerOptions }),
      user: options.map(userOf).find((user) => user !== undefined),
    };
  },
};

/**
 * Reads the call options that a middleware of the AI SDK gets, of version 3 and 4. The option `model` is needed: provider and
 * name, such as `openai:gpt-5`.
 */
export function readAiSdkCall(call: unknown, options: ReadRequestOptions): ReadRequest {
  return readRequest(call, options, CALL);
}

function turnOf(message: JsonObject): Turn {
  const { role, content, ...fields } = withExactOptions(message);
  if (role !== "system" && role !== "user" && role !== "assistant" && role !== "tool")
    return refuse("malformed");
  return { role, ...readContent(content, PARTS), fields };
}

function clientTool(tool: JsonObject): JsonObject {
  return tool.type === "function" ? withExactOptions(tool) : refuse("built-in-tools");
}

function userOf({ safetyIdentifier, user, metadata }: JsonObject): JsonValue | undefined {
  return safetyIdentifier ?? user ?? (isObject(metadata) ? metadata.userId : undefined);
}

/** A call, message, part or tool without the options that never change an answer. */
function withExactOptions({ providerOptions = {}, ...rest }: JsonObject): JsonObject {
  const kept = Object.entries(objectOf(providerOptions))
    .map(([provider, given]) => [provider, isObject(given) ? exactOf(provider, given) : given] as const)
    .filter(([, given]) => !isObject(given) || !isEmpty(given));
  return kept.length === 0 ? rest : { ...rest, providerOptions: Object.fromEntries(kept) };
}

function exactOf(provider: string, options: JsonObject): JsonObject {
  const ignored = Object.hasOwn(IGNORED, provider) ? (IGNORED[provider] as readonly string[]) : [];
  const kept = without(options, ...ignored);
  if (provider !== "anthropic" || !isObject(kept.metadata)) return kept;
  const metadata = without(kept.metadata, "userId");
  return isEmpty(metadata) ? without(kept, "metadata") : { ...kept, metadata };
}
