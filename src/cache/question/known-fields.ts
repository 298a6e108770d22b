import type { KnownFields } from "../../errors/index.js";

const SCOPE_FIELDS = ["model", "system", "temperature", "tools", "responseFormat", "locale", "extra"];

/** What people call the fields of a scope, in lower case, and the field's own name. */
const SCOPE_NAMES: readonly (readonly [string, string])[] = [
  ...SCOPE_FIELDS.map((field) => [field.toLowerCase(), field] as const),
  ["response_format", "responseFormat"],
  ["systemprompt", "system"],
  ["instructions", "system"],
  ["language", "locale"],
];

/** Everything that an answer depends on must be part of the request's identity, so no field may be ignored. */
export const REQUEST: KnownFields = {
  what: "cache request",
  fields: ["prompt", "messages", "scope", "tags", "category", "threshold", "writer"],
  otherNames: new Map([
    ...SCOPE_NAMES.map(([name, field]) => [name, `scope.${field}`] as const),
    ...["question", "query", "input", "text"].map((name) => [name, "prompt"] as const),
  ]),
  advice: "Put what the answer depends on into scope.extra, and labels for invalidation into tags.",
};

export const SCOPE: KnownFields = {
  what: "scope",
  fields: SCOPE_FIELDS,
  otherNames: new Map(SCOPE_NAMES),
  advice: `Known are ${SCOPE_FIELDS.join(", ")}; anything else that an answer depends on goes into extra.`,
};

export const MESSAGE: KnownFields = {
  what: "cache request: message",
  fields: ["role", "content", "toolCalls"],
  otherNames: new Map([["tool_calls", "toolCalls"]]),
};
