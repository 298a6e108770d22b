import { createTestEmbedder } from "octavec/embedding";

// In an application: createOllamaEmbedder({ model: "nomic-embed-text", dimension: 768 }), or another one.
const prefixes = { question: "search_query: ", text: "search_document: ", similarity: "clustering: " };
const embedder = { ...createTestEmbedder({ dimension: 64 }), prefixes };

// #region readme
import { embedOne, withPrefix } from "octavec/embedding";

// A semantic cache does this itself. In a search of your own:
const passage = withPrefix(embedder, "text", "Pay within 30 days.");
const stored = await embedOne(embedder, passage);
const question = withPrefix(embedder, "question", "When must I pay?");
const asked = await embedOne(embedder, question);
console.log(passage, "|", question, "|", stored.length === asked.length);
// search_document: Pay within 30 days. | search_query: When must I pay? | true
// #endregion
