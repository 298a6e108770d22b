import type { TextPrefixes } from "./text-prefixes.js";

const FOR_PASSAGES = "Represent this sentence for searching relevant passages: ";
const INSTRUCTED = "Given a web search query, retrieve relevant passages that answer the query";

/**
 * What the pages of well-known models say, by a part of the name that all copies of a model keep. The first match counts. Models
 * that want a prefix for searching only have none for similarity.
 */
const KNOWN: readonly (readonly [RegExp, TextPrefixes])[] = [
  [
    /(^|[/_-])e5-.*instruct/,
    {
      question: `Instruct: ${INSTRUCTED}\nQuery: `,
      text: "",
      similarity: "Instruct: Retrieve semantically similar text.\nQuery: ",
    },
  ],
  [/(^|[/_-])e5-/, { question: "query: ", text: "passage: ", similarity: "query: " }],
  [/nomic-embed-text/, { question: "search_query: ", text: "search_document: ", similarity: "clustering: " }],
  [
    /embedding-?gemma/,
    {
      question: "task: search result | query: ",
      text: "title: none | text: ",
      similarity: "task: sentence similarity | query: ",
    },
  ],
  [/bge-(small|base|large)-en/, { question: FOR_PASSAGES, text: "", similarity: "" }],
  [/mxbai-embed-large/, { question: FOR_PASSAGES, text: "", similarity: "" }],
  [/snowflake-arctic-embed(2|.*-v2)/, { question: "query: ", text: "", similarity: "" }],
  [/snowflake-arctic-embed/, { question: FOR_PASSAGES, text: "", similarity: "" }],
];

/**
 * The prefixes that a well-known model wants; undefined for any other one, and for models that want none.
 *
 * @param model - As the hub, Ollama or a server names it: with or without an owner, a tag, a quantization.
 */
export function knownPrefixes(model: string): TextPrefixes | undefined {
  const name = model.toLowerCase();
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1];
}
