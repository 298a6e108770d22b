import { gatewaySchemas } from "../../src/gateway/config/index.js";
import * as options from "../../src/options/index.js";
import { factsOfSchema } from "./option-facts.js";
import type { OptionSource } from "./option-source.js";

/** The tables of options in the guides of the adapters and the gateway, by the name in the mark of the page. */
export const ADAPTER_TABLES: Readonly<Record<string, readonly OptionSource[]>> = {
  "fetch options": [{ interface: "CachingFetchOptions" }],
  "AI SDK options": [
    { call: "semanticCache", interface: "AiSdkCacheOptions" },
    { call: "providerOptions.octavec", interface: "OctavecCallOptions", only: ["tenant", "scope"] },
  ],
  "Mastra options": [{ call: "OctavecVector", interface: "OctavecVectorOptions" }],
  "LlamaIndex options": [{ call: "OctavecVectorStore", interface: "OctavecVectorStoreOptions" }],
  "NestJS options": [
    { call: "forRoot and forRootAsync", interface: "OctavecModuleExtras" },
    { call: "forFeature", interface: "OctavecFeatureOptions" },
    { call: "SemanticCached and SemanticCachedStream", interface: "SemanticCachedOptions" },
    { call: "OctavecHealthIndicator.check", interface: "HealthCheckOptions" },
  ],
  "Fastify options": [
    { interface: "OctavecPluginOptions" },
    { call: "health", interface: "HealthRouteOptions", only: ["prefix"] },
  ],
  "doctor options": [
    { call: "examine", interface: "ExamineOptions" },
    { call: "repairOrphans", interface: "RepairOptions", only: ["apply", "onProgress"] },
  ],
  "RAG options": [
    { call: "createRag", interface: "RagOptions" },
    { call: "splitMarkdown", interface: "SplitOptions" },
    { call: "addDocument", interface: "RagDocument" },
    { call: "retrieve, answer and answerStream", interface: "RetrieveOptions" },
  ],
  "LangChain options": [
    { call: "OctavecCache", interface: "OctavecCacheOptions", only: ["cache", "exact"] },
    { call: "OctavecVectorStore", interface: "OctavecVectorStoreConfig" },
    { call: "delete of OctavecVectorStore", interface: "DeleteParams" },
    {
      call: "OctavecByteStore",
      interface: "OctavecByteStoreFields",
      facts: factsOfSchema(options.byteStoreSchema),
    },
    { call: "OctavecEmbeddings", interface: "OctavecEmbeddingsFields", only: ["embedder"] },
  ],
  "LangGraph options": [
    {
      call: "OctavecSaver",
      interface: "OctavecSaverFields",
      facts: factsOfSchema(options.checkpointSchema),
    },
    { call: "OctavecStore", interface: "OctavecStoreFields", only: ["client", "index"] },
    {
      call: "OctavecNodeCache",
      interface: "OctavecNodeCacheFields",
      facts: factsOfSchema(options.nodeCacheSchema),
      only: ["client", "serde", "timeoutMs"],
    },
  ],
  "gateway options": [
    { call: "the file", interface: "GatewayConfig", facts: factsOfSchema(gatewaySchemas.config) },
    { call: "caches", interface: "GatewayCacheOptions", facts: factsOfSchema(gatewaySchemas.cache) },
    { call: "caches: keys", interface: "GatewayKeyOptions", facts: factsOfSchema(gatewaySchemas.key) },
    {
      call: "encryption",
      interface: "GatewayEncryptionOptions",
      facts: factsOfSchema(gatewaySchemas.encryption),
    },
    {
      call: "proxy: upstreams",
      interface: "GatewayUpstreamOptions",
      facts: factsOfSchema(gatewaySchemas.upstream),
    },
    {
      call: "proxy: keys",
      interface: "GatewayProxyKeyOptions",
      facts: factsOfSchema(gatewaySchemas.proxyKey),
    },
    {
      call: "mcp: keys",
      interface: "GatewayMcpKeyOptions",
      facts: factsOfSchema(gatewaySchemas.mcpKey),
    },
  ],
};
