import { readGoogleContent } from "../../../../src/requests/index.js";
import { type Corpus, pairsOf } from "./corpus.js";
import { GOOGLE_CONTENTS } from "./google-contents.js";
import { GOOGLE_SETTINGS } from "./google-settings.js";
import { UNKNOWN_FIELDS } from "./unknown-fields.js";

export const GOOGLE_BASE = `{
  "contents": [{"role": "user", "parts": [{"text": "How do I reset my password?"}]}],
  "systemInstruction": {"parts": [{"text": "You help customers of Acme."}]},
  "generationConfig": {"temperature": 0.4, "maxOutputTokens": 300, "topK": 20},
  "tools": [{"functionDeclarations": [{
    "name": "find_order", "description": "Finds an order.",
    "parameters": {"type": "OBJECT", "properties": {"order_id": {"type": "STRING"}}}
  }]}]
}`;

export const GOOGLE_CORPORA: readonly Corpus[] = [
  {
    name: "generateContent",
    read: (body) => readGoogleContent(body, { model: "gemini-2.5-flash" }),
    pairs: pairsOf(GOOGLE_BASE, GOOGLE_SETTINGS, GOOGLE_CONTENTS, UNKNOWN_FIELDS),
  },
];
