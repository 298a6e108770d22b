import type { RoomTable } from "./room-types.js";

/** The adapters of LangChain and LangGraph and what they store with, from top to bottom. */
export const LANGCHAIN_ROOMS: RoomTable["rooms"] = [
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
    mayImport: ["reply", "executor"],
  },
];
