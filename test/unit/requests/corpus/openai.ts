import { readOpenAiChat, readOpenAiResponses } from "../../../../src/requests/index.js";
import { type Corpus, pairsOf } from "./corpus.js";
import { CHAT_MESSAGES } from "./openai-chat-messages.js";
import { CHAT_SETTINGS } from "./openai-chat-settings.js";
import { RESPONSES_PAIRS } from "./openai-responses.js";
import { UNKNOWN_FIELDS } from "./unknown-fields.js";

export const CHAT_BASE = `{
  "model": "gpt-4.1", "temperature": 0.2, "max_tokens": 400, "seed": 7, "tool_choice": "auto",
  "messages": [
    {"role": "system", "content": "You help customers of Acme."},
    {"role": "user", "content": "How do I reset my password?"}
  ],
  "tools": [{"type": "function", "function": {
    "name": "find_order", "description": "Finds an order.",
    "parameters": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "limit": {"type": "integer"}}}
  }}],
  "response_format": {"type": "json_schema", "json_schema": {
    "name": "answer", "strict": true, "schema": {"type": "object", "properties": {"text": {"type": "string"}}}
  }}
}`;

export const RESPONSES_BASE = `{
  "model": "gpt-5", "temperature": 0.5, "max_output_tokens": 500,
  "instructions": "You help customers of Acme.",
  "input": "How do I reset my password?",
  "tools": [{
    "type": "function", "name": "find_order", "description": "Finds an order.", "strict": true,
    "parameters": {"type": "object", "properties": {"id": {"type": "string"}}}
  }]
}`;

export const OPENAI_CORPORA: readonly Corpus[] = [
  {
    name: "Chat Completions",
    read: (body) => readOpenAiChat(body),
    pairs: pairsOf(CHAT_BASE, CHAT_SETTINGS, CHAT_MESSAGES, UNKNOWN_FIELDS),
  },
  {
    name: "Responses",
    read: (body) => readOpenAiResponses(body),
    pairs: pairsOf(RESPONSES_BASE, RESPONSES_PAIRS, UNKNOWN_FIELDS),
  },
];
