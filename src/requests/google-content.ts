import type { JsonValue } from "../cache/question/index.js";
import { textParts } from "./content.js";
import type { Turn } from "./conversation.js";
import { type JsonObject, objectOf } from "./read-json.js";
import { type Format, type ReadRequest, type ReadRequestOptions, readRequest } from "./read-request.js";
import { refuse } from "./refusal.js";

/** Parts that call a tool or hold what it said. */
const CALLS = [
  ...["functionCall", "functionResponse", "toolCall", "toolResponse"],
  ...["executableCode", "codeExecutionResult"],
];

// https://ai.google.dev/api/generate-content
const CONTENT: Format = {
  name: "google-content",
  // Labels are for bills.
  ignored: ["labels", "serviceTier", "store"],
  read: (body) => {
    const { contents, systemInstruction, tools, generationConfig, ...fields } = camelCased(body);
    return {
      turns: [...systemTurns(systemInstruction), ...oneOrMore(contents).map(turnOf)],
      tools: tools === undefined ? undefined : oneOrMore(tools).map(clientTool),
      fields:
        generationConfig === undefined
          ? fields
          : { ...fields, generationConfig: camelCased(objectOf(generationConfig)) },
    };
  },
};

/** Reads the body of a request to Google's `generateContent`. The option `model` is needed: see {@link modelOfGoogleUrl}. */
export function readGoogleContent(body: unknown, options: ReadRequestOptions): ReadRequest {
  return readRequest(body, options, CONTENT);
}

/** The model that the URL of a `generateContent` or `streamGenerateContent` names. Undefined for other URLs. */
export function modelOfGoogleUrl(url: string): string | undefined {
  return /\/v1[a-z0-9]*\/(?:models\/)?([^?#:]+):(?:stream)?generateContent(?:[?#]|$)/i.exec(url)?.[1];
}

/** Google ignores the role of a system instruction. */
function systemTurns(instruction: JsonValue | undefined): Turn[] {
  if (instruction === undefined) return [];
  const { parts, role: _, ...fields } = camelCased(objectOf(instruction));
  return [{ role: "system", parts: oneOrMore(parts).flatMap(partsOf), fields }];
}

/** A content without a role is a user's. */
function turnOf({ role = "user", parts, ...fields }: JsonObject): Turn {
  const given = oneOrMore(parts);
  const calls = given.filter((part) => CALLS.some((name) => name in part));
  const turn = { parts: given.flatMap(partsOf), fields, calls };
  if (role === "user") return { role, ...turn };
  if (role === "model") return { role: "assistant", ...turn };
  return role === "function" ? { role: "tool", ...turn } : refuse("malformed");
}

function partsOf(part: JsonObject) {
  return "text" in part ? textParts(part) : [part];
}

/** Google runs all tools by itself, except for functions that are declared. */
function clientTool(tool: JsonObject): JsonObject {
  return Object.keys(tool).every((name) => name === "functionDeclarations") ? tool : refuse("built-in-tools");
}

/** The objects of a list, or the only one: Google's own examples leave out the brackets around one. */
function oneOrMore(value: JsonValue | undefined): readonly JsonObject[] {
  return [value ?? []].flat().map((item) => camelCased(objectOf(item)));
}

/**
 * The object with names in camel case. Google also takes each of its names as `snake_case`
 * (https://protobuf.dev/programming-guides/json/). Only for objects whose members Google names.
 */
function camelCased(object: JsonObject): JsonObject {
  const members = Object.entries(object).map(
    ([name, member]) => [name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()), member] as const,
  );
  const renamed = Object.fromEntries(members.sort(([one], [other]) => (one < other ? -1 : 1)));
  // Given under both names: nobody knows which one counts.
  return Object.keys(renamed).length < members.length ? refuse("malformed") : renamed;
}
