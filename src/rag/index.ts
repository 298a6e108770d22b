export { createRag, Rag } from "./rag.js";
export type {
  AddedDocument,
  Chunk,
  RagAnswerOptions,
  RagDocument,
  RagOptions,
  RagProducer,
  RagQuestion,
  RagStreamOptions,
  Retrieved,
  RetrieveOptions,
} from "./rag-types.js";
export { type SplitOptions, splitMarkdown } from "./split-markdown.js";
