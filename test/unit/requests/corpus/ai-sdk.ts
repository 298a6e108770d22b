import { readAiSdkCall } from "../../../../src/requests/index.js";
import { AI_SDK_PROMPTS } from "./ai-sdk-prompts.js";
import { AI_SDK_SETTINGS } from "./ai-sdk-settings.js";
import { type Corpus, pairsOf } from "./corpus.js";
import { UNKNOWN_FIELDS } from "./unknown-fields.js";

export const AI_SDK_BASE = `{
  "prompt": [
    {"role": "system", "content": "You help customers of Acme."},
    {"role": "user", "content": [{"type": "text", "text": "How do I reset my password?"}]}
  ],
  "temperature": 0.6, "maxOutputTokens": 200,
  "responseFormat": {"type": "json", "schema": {"type": "object", "properties": {"text": {"type": "string"}}}},
  "tools": [{
    "type": "function", "name": "find_order", "description": "Finds an order.",
    "inputSchema": {"type": "object", "properties": {"id": {"type": "string"}}}
  }]
}`;

export const AI_SDK_CORPORA: readonly Corpus[] = [
  {
    name: "call options",
    read: (call) => readAiSdkCall(call, { model: "openai:gpt-5" }),
    pairs: pairsOf(AI_SDK_BASE, AI_SDK_SETTINGS, AI_SDK_PROMPTS, UNKNOWN_FIELDS),
  },
];
