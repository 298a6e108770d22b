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
      mayImportTypesOf: ["embedding", "topology", "connection", "async", "monitoring"],
    },
    {
      name: "health-handlers",
      path: "src/health-handlers.ts",
      owns: "answers for the probes of load balancers and orchestrators",
      mayImport: [],
      mayImportTypesOf: ["client"],
    },
    {
      name: "learning",
      path: "src/learning",
      owns: "decisions by evidence: what is learned from misses and audits, thresholds, experiments, drift, clusters",
      mayImport: ["cache/contract", "text", "reply", "executor", "quantization", "async", ...GROUND],
    },
    {
      name: "cache",
      path: "src/cache",
      owns: "`SemanticCache`: puts its sub-rooms together",
      mayImport: [
        "cache/account",
        "cache/answer",
        "cache/find",
        "cache/entries",
        "cache/memory",
        "cache/guards",
        "cache/contract",
        "cache/question",
        "text",
        "embedding",
        "client",
        "executor",
        "async",
        "monitoring",
        ...GROUND,
      ],
    },
    {
      name: "cache/account",
      path: "src/cache/account",
      owns: "ledger, feedback and statistics",
      mayImport: [
        "cache/entries",
        "cache/contract",
        "cache/question",
        "script",
        "reply",
        "executor",
        "async",
        ...GROUND,
      ],
    },
    {
      name: "cache/answer",
      path: "src/cache/answer",
      owns: "`wrap`: single flight in the process and by lease across processes, storing, renewing",
      mayImport: [
        "cache/find",
        "cache/entries",
        "cache/memory",
        "cache/contract",
        "cache/question",
        "script",
        "reply",
        "executor",
        "async",
        ...GROUND,
      ],
    },
    {
      name: "cache/find",
      path: "src/cache/find",
      owns: "one look-up: memory, the exact question, by meaning, the decision; `explain` is the same path with a trace",
      mayImport: [
        "cache/entries",
        "cache/memory",
        "cache/guards",
        "cache/contract",
        "cache/question",
        "text",
        "script",
        "reply",
        "executor",
        "async",
        ...GROUND,
      ],
    },
    {
      name: "cache/entries",
      path: "src/cache/entries",
      owns: "what is stored in Redis and its scripts: writing, reading, searching, eviction, expiry, invalidation, tenants, export and import",
      mayImport: [
        "cache/memory",
        "cache/contract",
        "cache/question",
        "text",
        "embedding",
        "repository",
        "commands",
        "script",
        "reply",
        "executor",
        "quantization",
        "async",
        ...GROUND,
      ],
    },
    {
      name: "cache/memory",
      path: "src/cache/memory",
      owns: "the memory tier, its near-duplicates, and how it follows invalidations",
      mayImport: [
        "cache/contract",
        "cache/question",
        "text",
        "quantization",
        "reply",
        "executor",
        "async",
        ...GROUND,
      ],
    },
    {
      name: "cache/guards",
      path: "src/cache/guards",
      owns: "the checks between a near entry and serving it",
      mayImport: ["cache/contract", "cache/question", "text", ...GROUND],
      pure: true,
    },
    {
      name: "cache/contract",
      path: "src/cache/contract",
      owns: "the types that the parts of the cache share: results, events, the policy interface",
      mayImport: ["cache/question", "executor", "options"],
      pure: true,
    },
    {
      name: "cache/question",
      path: "src/cache/question",
      owns: "request → identity: canonical text, keys, scope, embedding",
      mayImport: ["text", "commands", "embedding", "async", ...GROUND],
    },
    {
      name: "text",
      path: "src/text",
      owns: "pure functions on text: canonical form, words, languages, hashes",
      mayImport: ["errors"],
      pure: true,
    },
    {
      name: "events",
      path: "src/events",
      owns: "event streams in Redis, and as server-sent events",
      mayImport: ["reply", "executor", "async", ...GROUND],
      mayImportTypesOf: ["client"],
    },
    {
      name: "rate-limit",
      path: "src/rate-limit",
      owns: "rate limits shared by all instances",
      mayImport: ["executor", "async", ...GROUND],
    },
    {
      name: "migration",
      path: "src/migration",
      owns: "sources (Qdrant, RediSearch), backfill, dual write, verification",
      mayImport: [
        "embedding",
        "repository",
        "commands",
        "script",
        "reply",
        "executor",
        "async",
        "quantization",
        ...GROUND,
      ],
      mayImportTypesOf: ["client"],
    },
    {
      name: "client",
      path: "src/client.ts",
      owns: "the composition root: `connect()`, options → connection → repository, lifecycle",
      mayImport: [
        "repository",
        "topology",
        "connection",
        "resilience",
        "executor",
        "async",
        "monitoring",
        ...GROUND,
      ],
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
      owns: "the `Embedder` interface, its adapters, and the embedding cache",
      mayImport: ["executor", "async", "quantization", ...GROUND],
    },
    {
      name: "repository",
      path: "src/repository",
      owns: "`VectorRepository`: records, batches, search precision, what filters mean",
      mayImport: ["commands", "script", "reply", "executor", "async", "quantization", ...GROUND],
    },
    {
      name: "commands",
      path: "src/commands",
      owns: "one V command to an argument list and its reply back; the filter language",
      mayImport: ["reply", "executor", "quantization", "errors"],
      mayImportTypesOf: ["options"],
      pure: true,
    },
    {
      name: "testing",
      path: "src/testing",
      owns: "`startRedis8()` for tests and demos",
      mayImport: ["connection", "async", "options", "errors"],
    },
    {
      name: "topology",
      path: "src/topology",
      owns: "which server a command goes to: standalone, Sentinel, cluster, replicas",
      mayImport: ["connection", "resilience", "executor", "async", "monitoring", ...GROUND],
    },
    {
      name: "connection",
      path: "src/connection",
      owns: "one server: wire, pool, leases, capabilities, translation of server errors",
      mayImport: ["executor", "async", ...GROUND],
    },
    {
      name: "resilience",
      path: "src/resilience",
      owns: "what a failure means and what follows: classes, retry and its budget, circuit breaker",
      mayImport: ["executor", "async", "monitoring", ...GROUND],
    },
    {
      name: "script",
      path: "src/script.ts",
      owns: "a Lua script by its SHA-1: called, sent whole where the server lacks it, and who may not run any",
      mayImport: ["executor", "errors"],
      pure: true,
    },
    {
      name: "reply",
      path: "src/reply.ts",
      owns: "the small readers that decoders of replies are made of",
      mayImport: ["executor", "errors"],
      pure: true,
    },
    {
      name: "executor",
      path: "src/executor.ts",
      owns: "the port between meaning and transport: send a command, get a reply",
      mayImport: ["errors"],
      pure: true,
    },
    {
      name: "async",
      path: "src/async",
      owns: "waiting: deadlines, calls that several callers share, background work, lifecycle",
      mayImport: ["errors"],
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
      mayImportTypesOf: ["monitoring", "telemetry"],
      pure: true,
    },
    {
      name: "monitoring",
      path: "src/monitoring",
      owns: "events for listeners and loggers: a server is away or back, a breaker changed, background work failed, a right is missing",
      mayImport: ["errors"],
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
    // The migration reads servers of any version with it, which a connection of ours does not take.
    { name: "@redis/client", rooms: ["connection", "migration"] },
    { name: "cluster-key-slot", rooms: ["topology"] },
    { name: "@qdrant/js-client-rest", rooms: ["migration"], dynamic: true },
    // A calibration record is parsed where it is defined, and quantization imports nothing of src.
    { name: "zod", rooms: ["options"], files: ["quantization/record*.ts"] },
    { name: "@opentelemetry/api", rooms: ["telemetry"] },
    { name: "ndarray", rooms: ["quantization"] },
    {
      name: "lru-cache",
      rooms: [
        "learning",
        "cache",
        "cache/answer",
        "cache/memory",
        "cache/guards",
        "cache/account",
        "embedding",
      ],
    },
    { name: "rate-limiter-flexible", rooms: ["rate-limit"], dynamic: true },
    { name: "@energetic-ai/*", rooms: ["embedding"], dynamic: true },
    // Compiles the thread's program in a checkout; the package has it compiled.
    { name: "tsx", rooms: [], files: ["src/embedding/energetic/model-worker.js"] },
    { name: "testcontainers", rooms: ["testing"], dynamic: true },
  ],
};

/** Node's modules without I/O: bytes, hashes, the machine's byte order. */
export const PURE_NODE_MODULES: ReadonlySet<string> = new Set([
  "node:buffer",
  "node:crypto",
  "node:os",
  "node:util",
]);
