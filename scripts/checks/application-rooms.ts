import type { RoomTable } from "./room-types.js";

/** The rooms for whole applications: frameworks of web services, probes, and answers from documents. */
export const APPLICATION_ROOMS: RoomTable["rooms"] = [
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
