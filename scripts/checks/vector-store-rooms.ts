import type { RoomTable } from "./room-types.js";

/** The rooms that make a repository the vector store of a framework, from top to bottom. */
export const VECTOR_STORE_ROOMS: RoomTable["rooms"] = [
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
];
