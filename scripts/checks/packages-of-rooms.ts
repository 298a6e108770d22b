import type { RoomTable } from "./room-types.js";

/** The packages that rooms may import. */
export const PACKAGES_OF_ROOMS: RoomTable["packages"] = [
  // The migration reads servers of any version with it, which a connection of ours does not take.
  { name: "@redis/client", rooms: ["connection", "migration"] },
  { name: "cluster-key-slot", rooms: ["topology", "shards"] },
  { name: "@qdrant/js-client-rest", rooms: ["migration"], dynamic: true },
  // quantization imports nothing of src, so it parses calibration records itself.
  {
    name: "zod",
    rooms: [
      "options",
      "cli",
      "adapters/ai-sdk",
      "gateway/config",
      "gateway/http",
      "gateway/langcache",
      "gateway/control",
      "gateway/caches",
      "mcp",
      "gateway/openapi",
      "gateway/operations",
    ],
    files: ["quantization/record*.ts"],
  },
  { name: "@opentelemetry/api", rooms: ["telemetry"] },
  { name: "ndarray", rooms: ["quantization"] },
  {
    name: "lru-cache",
    rooms: [
      "provider-calls",
      "learning",
      "cache",
      "cache/answer",
      "cache/memory",
      "cache/guards",
      "cache/account",
      "cache/question",
      "embedding",
    ],
  },
  // Who imports these rooms has the framework; classes extend those of it.
  { name: "@mastra/core", rooms: ["adapters/mastra"] },
  { name: "@llamaindex/core", rooms: ["adapters/llamaindex"] },
  { name: "@langchain/core", rooms: ["adapters/langchain", "adapters/langgraph"] },
  { name: "@langchain/langgraph-checkpoint", rooms: ["adapters/langgraph"] },
  { name: "eventsource-parser", rooms: ["provider-calls"] },
  { name: "@nestjs/common", rooms: ["adapters/nestjs"] },
  // Its declarations speak of Fastify's types, and it loads nothing of it.
  { name: "fastify", rooms: ["adapters/fastify"] },
  { name: "fastify", rooms: ["gateway/http"], dynamic: true },
  { name: "@modelcontextprotocol/server", rooms: ["mcp"], dynamic: true },
  { name: "@opentelemetry/sdk-metrics", rooms: ["gateway/operations"], dynamic: true },
  { name: "@opentelemetry/exporter-prometheus", rooms: ["gateway/operations"], dynamic: true },
  { name: "@opentelemetry/exporter-metrics-otlp-proto", rooms: ["gateway/operations"], dynamic: true },
  { name: "@opentelemetry/sdk-node", rooms: ["gateway/operations"], dynamic: true },
  { name: "re2js", rooms: ["gateway/config"], dynamic: true },
  // Every command of the program reads its arguments with it, and it has no dependencies.
  { name: "commander", rooms: ["cli"] },
  { name: "yaml", rooms: ["gateway/config"], dynamic: true },
  { name: "@orama/stemmers", rooms: ["repository/words"], dynamic: true },
  { name: "rate-limiter-flexible", rooms: ["rate-limit"], dynamic: true },
  { name: "@energetic-ai/*", rooms: ["embedding"], dynamic: true },
  { name: "ollama", rooms: ["embedding"], dynamic: true },
  { name: "@huggingface/transformers", rooms: ["embedding"], dynamic: true },
  // Compile the programs of threads in a checkout; the package has them compiled.
  { name: "tsx", rooms: [], files: ["src/embedding/energetic/model-worker.js", "src/sync/sync-worker.js"] },
  { name: "synckit", rooms: ["sync"] },
  { name: "testcontainers", rooms: ["testing"], dynamic: true },
];
