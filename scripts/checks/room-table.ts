/** A part of the code with one door. A folder's door is its `index.ts`; a single-file room is its own door. */
export interface Room {
  name: string;
  /** From the repository root: a folder, or a `.ts` file for a single-file room. */
  path: string;
  /** What the room owns, for the map in `src/README.md`. */
  owns: string;
  /** Names of the rooms below that it may import, types included. */
  mayImport: readonly string[];
  /** Names of further rooms of which it may only say `import type` or `export type`. */
  mayImportTypesOf?: readonly string[];
  /** No I/O: of Node's modules it may import only those in {@link PURE_NODE_MODULES}. */
  pure?: boolean;
}

/** Who may import a package. Packages without a rule are refused, so that run-time dependencies stay few. */
export interface PackageRule {
  /** The package's name; `*` at the end stands for the rest of a name. */
  name: string;
  rooms: readonly string[];
  /** Further single files, from the repository root; `*` stands for a part of a file name. */
  files?: readonly string[];
  /** Loaded by `await import(…)` at first use (`import type` is free): a heavy or optional package. */
  dynamic?: boolean;
}

export interface RoomTable {
  /** From top to bottom: an arrow always points to a later row. */
  rooms: readonly Room[];
  packages: readonly PackageRule[];
}

const GROUND = ["options", "telemetry", "errors"];

/** The architecture as data. A new room is a new row here; `npm run check:docs -- --update` carries it to the map. */
export const ROOM_TABLE: RoomTable = {
  rooms: [
    {
      name: "index",
      path: "src/index.ts",
      owns: "the public names of `octavec`; no logic",
      mayImport: [
        "health-handlers",
        "client",
        "environment",
        "repository",
        "commands",
        "executor",
        "options",
        "errors",
      ],
      mayImportTypesOf: ["embedding", "topology", "connection"],
    },
    {
      name: "health-handlers",
      path: "src/health-handlers.ts",
      owns: "answers for the probes of load balancers and orchestrators",
      mayImport: [],
      mayImportTypesOf: ["client"],
    },
    {
      name: "cli",
      path: "src/cli",
      owns: "the `octavec …` commands for people",
      mayImport: [
        "server",
        "cache",
        "migration",
        "client",
        "embedding",
        "repository",
        "quantization",
        ...GROUND,
      ],
    },
    {
      name: "server",
      path: "src/server",
      owns: "the LangCache-compatible HTTP server",
      mayImport: ["cache", "client", "embedding", "repository", ...GROUND],
    },
    {
      name: "integrations",
      path: "src/integrations",
      owns: "adapters for AI SDK, LangChain, NestJS and Fastify",
      mayImport: ["cache", "client", "embedding", "repository", ...GROUND],
    },
    {
      name: "cache",
      path: "src/cache",
      owns: "the semantic cache and the embedding cache: thresholds, expiry, single flight; rate limits and event streams around them",
      mayImport: ["embedding", "repository", "commands", "executor", "on-abort", "quantization", ...GROUND],
      mayImportTypesOf: ["client"],
    },
    {
      name: "migration",
      path: "src/migration",
      owns: "sources (Qdrant, RediSearch), backfill, dual write, verification",
      mayImport: ["embedding", "repository", "commands", "executor", "on-abort", "quantization", ...GROUND],
      mayImportTypesOf: ["client"],
    },
    {
      name: "client",
      path: "src/client.ts",
      owns: "the composition root: `connect()`, options → connection → repository, lifecycle",
      mayImport: ["repository", "topology", "connection", "resilience", "executor", ...GROUND],
    },
    {
      name: "environment",
      path: "src/environment.ts",
      owns: "connect options from environment variables and the files that they name",
      mayImport: ["options", "errors"],
    },
    {
      name: "embedding",
      path: "src/embedding",
      owns: "the `Embedder` interface and its adapters",
      mayImport: ["executor", "on-abort", "quantization", ...GROUND],
    },
    {
      name: "repository",
      path: "src/repository",
      owns: "`VectorRepository`: records, batches, search precision, shards, what filters mean",
      mayImport: ["commands", "executor", "on-abort", "quantization", ...GROUND],
    },
    {
      name: "commands",
      path: "src/commands",
      owns: "one V command to an argument list and its reply back; the filter language",
      mayImport: ["executor", "quantization", "errors"],
      pure: true,
    },
    {
      name: "testing",
      path: "src/testing",
      owns: "`startRedis8()` for tests and demos",
      mayImport: ["connection", "options", "on-abort", "errors"],
    },
    {
      name: "topology",
      path: "src/topology",
      owns: "which server a command goes to: standalone, Sentinel, cluster, replicas",
      mayImport: ["connection", "resilience", "executor", "on-abort", ...GROUND],
    },
    {
      name: "connection",
      path: "src/connection",
      owns: "one server: wire, pool, leases, capabilities, translation of server errors",
      mayImport: ["executor", "on-abort", ...GROUND],
    },
    {
      name: "resilience",
      path: "src/resilience",
      owns: "what a failure means and what follows: classes, retry and its budget, circuit breaker",
      mayImport: ["executor", "on-abort", ...GROUND],
    },
    {
      name: "executor",
      path: "src/executor.ts",
      owns: "the port between meaning and transport: send a command, get a reply",
      mayImport: ["errors"],
      pure: true,
    },
    {
      name: "on-abort",
      path: "src/on-abort.ts",
      owns: "one listener per abort signal, for any number of waits and pauses",
      mayImport: [],
      pure: true,
    },
    {
      name: "quantization",
      path: "quantization",
      owns: "pure numerics: calibration, int8 codes, rotation, residual, bounds, reports",
      mayImport: [],
      pure: true,
    },
    {
      name: "options",
      path: "src/options",
      owns: "one strict schema per public options object, with its defaults",
      mayImport: ["errors"],
      mayImportTypesOf: ["telemetry"],
      pure: true,
    },
    {
      name: "telemetry",
      path: "src/telemetry",
      owns: "names of spans, metrics and attributes; the only sight of OpenTelemetry",
      mayImport: [],
    },
    {
      name: "errors",
      path: "src/errors",
      owns: "`OctavecError` and the stable codes",
      mayImport: [],
      pure: true,
    },
  ],
  packages: [
    { name: "@redis/client", rooms: ["connection"] },
    { name: "cluster-key-slot", rooms: ["topology"] },
    // FT.* commands, for the move away from RediSearch only.
    { name: "redis", rooms: ["migration"], dynamic: true },
    { name: "@qdrant/js-client-rest", rooms: ["migration"], dynamic: true },
    // A calibration record is parsed where it is defined, and quantization imports nothing of src.
    { name: "zod", rooms: ["options"], files: ["quantization/record*.ts"] },
    { name: "@opentelemetry/api", rooms: ["telemetry"] },
    { name: "ndarray", rooms: ["quantization"] },
    { name: "lru-cache", rooms: ["cache", "embedding"] },
    { name: "rate-limiter-flexible", rooms: ["cache"] },
    { name: "@energetic-ai/*", rooms: ["embedding"], dynamic: true },
    { name: "testcontainers", rooms: ["testing"], dynamic: true },
    { name: "cli-progress", rooms: ["cli"] },
  ],
};

/** Node's modules without I/O: bytes, hashes, the machine's byte order. */
export const PURE_NODE_MODULES: ReadonlySet<string> = new Set([
  "node:buffer",
  "node:crypto",
  "node:os",
  "node:util",
]);
