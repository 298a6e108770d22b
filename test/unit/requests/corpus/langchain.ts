import { readLangChainPrompt } from "../../../../src/requests/index.js";
import { type Corpus, pairsOf } from "./corpus.js";
import { LANGCHAIN_KEYS } from "./langchain-keys.js";
import { LANGCHAIN_PROMPTS } from "./langchain-prompts.js";

/** The fields of the key are in `key`. A pair may give the text of the key instead. */
interface Lookup {
  readonly prompt?: unknown;
  readonly key: Readonly<Record<string, unknown>>;
  readonly llmKey?: unknown;
}

/** As `ChatOpenAI` of @langchain/openai 1.x makes it. */
export const LANGCHAIN_BASE = `{
  "prompt": "System: You help customers of Acme.\\nHuman: How do I reset my password?",
  "key": {
    "_model": "base_chat_model", "_type": "openai", "apiKey": "sk-1", "model": "gpt-4.1", "model_name": "gpt-4.1",
    "stream": false, "temperature": 0.2,
    "tools": [{"type": "function", "function": {
      "name": "find_order", "parameters": {"type": "object", "properties": {"id": {"type": "string"}}}
    }}]
  }
}`;

/** As `_getSerializedCacheKeyParametersForCall` of @langchain/core 1.4 does it. */
export function llmKeyOf(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}:${JSON.stringify(value)}`)
    .sort()
    .join(",");
}

export const LANGCHAIN_CORPORA: readonly Corpus[] = [
  {
    name: "lookup",
    read: (lookup) => {
      const { prompt, key, llmKey } = lookup as Lookup;
      return readLangChainPrompt(prompt, llmKey ?? llmKeyOf(key));
    },
    pairs: pairsOf(LANGCHAIN_BASE, LANGCHAIN_KEYS, LANGCHAIN_PROMPTS),
  },
];
