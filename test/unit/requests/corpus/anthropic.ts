import { readAnthropicMessages } from "../../../../src/requests/index.js";
import { ANTHROPIC_MESSAGES } from "./anthropic-messages.js";
import { ANTHROPIC_SETTINGS } from "./anthropic-settings.js";
import { type Corpus, pairsOf } from "./corpus.js";
import { UNKNOWN_FIELDS } from "./unknown-fields.js";

export const ANTHROPIC_BASE = `{
  "model": "claude-sonnet-4-5", "max_tokens": 1024, "temperature": 0.3,
  "system": "You help customers of Acme.",
  "messages": [{"role": "user", "content": "How do I reset my password?"}],
  "tools": [
    {
      "name": "find_order", "description": "Finds an order.",
      "input_schema": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    },
    {"name": "open_ticket", "input_schema": {"type": "object"}}
  ]
}`;

export const ANTHROPIC_CORPORA: readonly Corpus[] = [
  {
    name: "Messages",
    read: (body) => readAnthropicMessages(body),
    pairs: pairsOf(ANTHROPIC_BASE, ANTHROPIC_SETTINGS, ANTHROPIC_MESSAGES, UNKNOWN_FIELDS),
  },
];
