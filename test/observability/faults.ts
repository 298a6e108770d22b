import { ask } from "../helpers/ask.js";
import type { Stand, StandPlan } from "./stand.js";

/** Where faults happen. Stands work side by side. */
export const STANDS = {
  server: { work: ["ask", "search", "upsert"] },
  settings: { work: ["ask", "upsert"] },
  replicated: { work: ["upsert"], hasReplica: true },
  cache: { work: ["ask", "search", "upsert", "embed", "store", "audit", "gateway", "invalidate"] },
  // Its questions are unknown from the first one on.
  spender: { work: ["ask"], mode: { hits: false } },
  ended: { work: [] },
} as const satisfies Readonly<Record<string, StandPlan>>;

export interface Fault {
  /** When its alerts fire. */
  readonly title: string;
  readonly stand: keyof typeof STANDS;
  readonly alerts: readonly string[];
  /** Whether it disturbs no other fault of its stand. Default: it waits for its turn. */
  readonly isApart?: boolean;
  /** Nothing, where the stand is broken from its start. */
  begin(stand: Stand): unknown;
  /** Nothing, where the alert clears by itself after its window. */
  end(stand: Stand): unknown;
}

/** More than the alert's 16 MB, and more than the buffers of the connection take. */
const LAG_BYTES = 30_000_000;

async function fill(url: string, keys: number, bytes: number): Promise<void> {
  const filler = "x".repeat(bytes / keys);
  for (let key = 0; key < keys; key++) await ask(url, "SET", `filler:${key}`, filler, "EX", "600");
}

export const FAULTS: readonly Fault[] = [
  {
    title: "while the server is down",
    stand: "server",
    alerts: [
      "OctavecServerDown",
      "OctavecBreakerOpen",
      "OctavecCallErrors",
      "OctavecLookupBudgetBurns",
      "OctavecInvalidationLag",
    ],
    begin: ({ redis }) => redis.kill(),
    end: ({ redis }) => redis.restart(),
  },
  {
    title: "while little memory is left",
    stand: "settings",
    alerts: ["OctavecMemoryNearLimit"],
    begin: (stand) => stand.limitMemory(1),
    end: (stand) => stand.unlimitMemory(),
  },
  {
    title: "when Redis deletes keys",
    stand: "settings",
    alerts: ["OctavecKeysEvicted"],
    async begin(stand) {
      await fill(stand.redis.url, 200, 2_000_000);
      await stand.config("maxmemory-policy", "volatile-lru");
      await stand.limitMemory(0.95);
    },
    async end(stand) {
      await stand.unlimitMemory();
      await stand.config("maxmemory-policy", "noeviction");
    },
  },
  {
    title: "while every command counts as slow",
    stand: "settings",
    alerts: ["OctavecSlowCommands"],
    begin: (stand) => stand.config("slowlog-log-slower-than", "0"),
    end: (stand) => stand.config("slowlog-log-slower-than", "10000"),
  },
  {
    title: "while the user lacks a right that work in the background needs",
    stand: "settings",
    alerts: ["OctavecBackgroundFailures"],
    begin: ({ redis }) => ask(redis.url, "ACL", "SETUSER", "default", "-xrange"),
    end: ({ redis }) => ask(redis.url, "ACL", "SETUSER", "default", "+xrange"),
  },
  {
    title: "while a replica takes no writes",
    stand: "replicated",
    alerts: ["OctavecReplicationLag"],
    async begin({ redis, replica }) {
      await replica?.pause();
      await fill(redis.url, 10, LAG_BYTES);
    },
    end: ({ replica }) => replica?.resume(),
  },
  {
    title: "while a replica is away",
    stand: "replicated",
    alerts: ["OctavecReplicationBroken"],
    begin: ({ replica }) => replica?.kill(),
    end: ({ replica }) => replica?.restart(),
  },
  {
    title: "while questions are unknown",
    stand: "cache",
    alerts: ["OctavecHitRatioCollapsed"],
    begin: (stand) => stand.order({ hits: false }),
    end: (stand) => stand.order({ hits: true }),
  },
  {
    title: "while the embedder is slow",
    stand: "cache",
    alerts: ["OctavecLookupsSlow"],
    begin: (stand) => stand.order({ hits: false, embedMs: 800 }),
    end: (stand) => stand.order({ hits: true, embedMs: 0 }),
  },
  {
    title: "while audits find wrong answers",
    stand: "cache",
    alerts: ["OctavecWrongHitsOverBudget"],
    isApart: true,
    begin: (stand) => stand.order({ wrong: true }),
    end: (stand) => stand.order({ wrong: false, action: "forgetAudits" }),
  },
  {
    title: "while the provider behind the gateway fails",
    stand: "cache",
    alerts: ["OctavecGatewayErrors"],
    isApart: true,
    begin: (stand) => stand.order({ providerFails: true }),
    end: (stand) => stand.order({ providerFails: false }),
  },
  {
    title: "when callers get no connection",
    stand: "cache",
    alerts: ["OctavecPoolExhausted"],
    isApart: true,
    begin: (stand) => stand.order({ action: "exhaust" }),
    end: () => {},
  },
  {
    title: "when vectors are unlike those of the calibration",
    stand: "cache",
    alerts: ["OctavecDrift"],
    isApart: true,
    begin: (stand) => stand.order({ action: "drift" }),
    end: () => {},
  },
  {
    title: "when evidence() makes too many mistakes",
    stand: "replicated",
    alerts: ["OctavecDecisionStopped"],
    isApart: true,
    begin: (stand) => stand.order({ action: "stop" }),
    end: () => {},
  },
  {
    title: "while embeddings cost more than hits save",
    stand: "spender",
    alerts: ["OctavecNegativeReturn"],
    begin: () => {},
    end: (stand) => stand.order({ hits: true }),
  },
  {
    title: "while the process is gone",
    stand: "ended",
    alerts: ["OctavecTargetDown"],
    begin: (stand) => stand.killService(),
    end: (stand) => stand.restartService(),
  },
];
