import type { CacheRequest, JsonValue } from "../cache/question/index.js";
import { OctavecError, requireKnownFields } from "../errors/index.js";
import { type Conversation, cacheRequestOf } from "./conversation.js";
import { isObject, type JsonObject, readJson, saysAnyOf, textOf, without } from "./read-json.js";
import { Refusal, refuse, type UncacheableReason } from "./refusal.js";

export interface ReadRequestOptions {
  /** Model that answers, where the body does not name it: Google, Azure, the AI SDK. Default: what the body says. */
  readonly model?: string | undefined;
  /** Ignored fields that shall match exactly: names, or paths such as `metadata.plan`. Default: none. */
  readonly exact?: readonly string[] | undefined;
  /**
   * Whether conversations with tool calls are cacheable. `allow`: they match exactly, if the cache allows them too and the last
   * turn is a user's. Default `refuse`.
   */
  readonly agentTurns?: "refuse" | "allow" | undefined;
  /** What else the answer depends on, outside the body: the role of the user, the version of a document. Default: nothing. */
  readonly scope?: JsonValue | undefined;
}

/** What the cache can do with a request to a provider. `user` is whom the body names; it is not part of the request. */
export type ReadRequest =
  | { readonly cacheable: true; readonly request: CacheRequest; readonly user: string | undefined }
  | { readonly cacheable: false; readonly reason: UncacheableReason };

/** These models of OpenAI search the web before each answer, without being told to. */
const SEARCH_MODEL = /-search-(?:preview|api)/;

/** How a provider writes requests. */
export interface Format {
  /** Part of the scope, because answers have another form in each format. */
  readonly name: string;
  /** Fields that never change an answer. */
  readonly ignored: readonly string[];
  /** Fields that name what only the server knows. */
  readonly serverState?: readonly string[];
  /** Fields that let the server look for facts or call others. */
  readonly live?: readonly string[];
  /** Reads a body, which is given without its model. `fields` of the result may contain ignored fields. */
  readonly read: (body: JsonObject) => Conversation;
}

/**
 * Reads a body, which may be anything.
 * @throws OctavecError `INVALID_ARGUMENT` for wrong options.
 */
export function readRequest(given: unknown, options: ReadRequestOptions, format: Format): ReadRequest {
  const { model: named, exact = [], agentTurns = "refuse", scope } = checkOptions(options);
  try {
    const body = readJson(given);
    if (saysAnyOf(body, format.serverState ?? [])) refuse("server-state");
    if (saysAnyOf(body, format.live ?? [])) refuse("built-in-tools");
    const model = named ?? textOf(body.model ?? "");
    if (model === "") refuse("no-model");
    if (SEARCH_MODEL.test(model)) refuse("built-in-tools");
    const conversation = format.read(named === undefined ? without(body, "model") : body);
    const { fields, user } = conversation;
    const asked = exact.map((path) => [path, valueAt(body, path)]);
    const extra = { format: format.name, asked, ...(scope === undefined ? {} : { scope }) };
    const exactConversation = { ...conversation, fields: without(fields, ...format.ignored) };
    const request = cacheRequestOf(exactConversation, model, extra, agentTurns);
    return { cacheable: true, request, user: typeof user === "string" && user !== "" ? user : undefined };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { cacheable: false, reason: refusal.reason };
    throw refusal;
  }
}

/** `null` for what the body does not have. */
function valueAt(body: JsonObject, path: string): JsonValue {
  return path.split(".").reduce<JsonValue>((value, name) => {
    return isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  }, body);
}

function checkOptions(options: ReadRequestOptions): ReadRequestOptions {
  const what = "options of a canonicaliser";
  requireKnownFields(options, { what, fields: ["model", "exact", "agentTurns", "scope"] });
  const { model, exact = [], agentTurns = "refuse" } = options;
  const isModel = model === undefined || (typeof model === "string" && model !== "");
  const arePaths = Array.isArray(exact) && exact.every((path) => typeof path === "string");
  if (isModel && arePaths && ["refuse", "allow"].includes(agentTurns)) return options;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    `${what}: expected a text as model, a list of texts as exact, and "refuse" or "allow" as agentTurns.`,
  );
}
