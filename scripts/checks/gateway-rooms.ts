import type { RoomTable } from "./room-types.js";

/** The rooms of the gateway. */
export const GATEWAY_ROOMS: RoomTable["rooms"] = [
  {
    name: "gateway",
    path: "src/gateway",
    owns: "`createGateway()`: HTTP servers before caches in Redis, from one configuration",
    mayImport: [
      "gateway/operations",
      "gateway/control",
      "gateway/langcache",
      "gateway/caches",
      "gateway/access",
      "gateway/http",
      "gateway/config",
      "client",
      "environment",
      "embedding",
      "options",
      "telemetry",
      "errors",
    ],
  },
  {
    name: "gateway/operations",
    path: "src/gateway/operations",
    owns: "health, metrics and the log of requests",
    mayImport: ["gateway/http", "health-handlers", "errors"],
    mayImportTypesOf: ["client", "telemetry"],
  },
  {
    name: "gateway/control",
    path: "src/gateway/control",
    owns: "the control plane of LangCache: caches and keys",
    mayImport: ["gateway/caches", "gateway/access", "gateway/http", "gateway/config", "errors"],
  },
  {
    name: "gateway/langcache",
    path: "src/gateway/langcache",
    owns: "the data plane of LangCache: its paths, bodies and errors",
    mayImport: ["gateway/caches", "gateway/access", "gateway/http", "errors"],
    mayImportTypesOf: ["cache", "executor"],
  },
  {
    name: "gateway/caches",
    path: "src/gateway/caches",
    owns: "the open caches of a gateway, from the configuration and from Redis, and who may use them",
    mayImport: [
      "gateway/access",
      "gateway/config",
      "cache",
      "embedding",
      "reply",
      "executor",
      "options",
      "telemetry",
      "errors",
    ],
  },
  {
    name: "gateway/access",
    path: "src/gateway/access",
    owns: "keys of clients, as hashes, and what they may do",
    mayImport: ["rate-limit", "executor"],
  },
  {
    name: "gateway/http",
    path: "src/gateway/http",
    owns: "an HTTP server with limits, problems as replies, bodies",
    mayImport: ["errors"],
  },
  {
    name: "gateway/config",
    path: "src/gateway/config",
    owns: "the configuration of a gateway: its schema, its file, secrets from the environment",
    mayImport: ["options", "telemetry", "errors"],
  },
];
