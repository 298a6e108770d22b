import type { RoomTable } from "./room-types.js";

/** The adapters of frameworks and what they alone stand on, from top to bottom. */
export const ADAPTER_ROOMS: RoomTable["rooms"] = [
  {
    name: "adapters/langchain",
    path: "src/adapters/langchain",
    owns: "LangChain: a cache of models, a vector store, a byte store, embeddings",
    mayImport: ["requests", "embedding", "byte-hash", "options", "errors"],
    mayImportTypesOf: ["cache", "client", "repository", "commands"],
  },
  {
    name: "adapters/langgraph",
    path: "src/adapters/langgraph",
    owns: "LangGraph: a checkpoint saver, a store of memories, a cache of nodes",
    mayImport: ["checkpoints", "items", "repository", "commands", "byte-hash", "async", "options", "errors"],
    mayImportTypesOf: ["client"],
  },
  {
    name: "checkpoints",
    path: "src/checkpoints",
    owns: "checkpoints of threads: values, pending writes, expiry, and their scripts",
    mayImport: ["script", "reply", "executor", "options", "errors"],
  },
  {
    name: "items",
    path: "src/items",
    owns: "JSON values under keys in nested spaces, with vectors or without, and their scripts",
    mayImport: ["repository", "commands", "script", "reply", "executor", "options", "errors"],
  },
  {
    name: "byte-hash",
    path: "src/byte-hash.ts",
    owns: "bytes under names in one hash, each with an expiry of its own",
    mayImport: ["scan", "reply", "executor"],
  },
  {
    name: "adapters/mastra",
    path: "src/adapters/mastra",
    owns: "a vector store of Mastra: its indexes as collections, its filters as filters",
    mayImport: ["metadata", "commands", "errors"],
    mayImportTypesOf: ["client", "repository", "options"],
  },
  {
    name: "adapters/llamaindex",
    path: "src/adapters/llamaindex",
    owns: "a vector store of LlamaIndex: its nodes as records, its filters as filters",
    mayImport: ["metadata", "commands", "errors"],
    mayImportTypesOf: ["repository", "options"],
  },
  {
    name: "metadata",
    path: "src/metadata.ts",
    owns: "the metadata of frameworks as attributes, so that filters find nested fields and any name",
    mayImport: ["commands", "errors"],
    mayImportTypesOf: ["options"],
    pure: true,
  },
  {
    name: "adapters/fastify",
    path: "src/adapters/fastify",
    owns: "the plugin of Fastify: a client, its repositories and caches, routes for probes, and their end",
    mayImport: ["health-handlers", "cache", "client", "async", "errors"],
    mayImportTypesOf: ["repository", "options"],
  },
  {
    name: "adapters/nestjs",
    path: "src/adapters/nestjs",
    owns: "the module of NestJS: providers, decorators, a health indicator, and their end",
    mayImport: ["cache", "client", "async", "errors"],
    mayImportTypesOf: ["options"],
  },
  {
    name: "rag",
    path: "src/rag",
    owns: "answers from documents: chunks, their current versions, retrieval, and answers through the cache",
    mayImport: ["embedding", "commands", "reply", "executor", "errors"],
    mayImportTypesOf: ["cache", "repository", "options"],
  },
  {
    name: "health-handlers",
    path: "src/health-handlers.ts",
    owns: "answers for the probes of load balancers and orchestrators",
    mayImport: [],
    mayImportTypesOf: ["client"],
  },
];
