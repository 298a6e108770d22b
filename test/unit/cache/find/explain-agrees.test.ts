import { describe, expect, it, vi } from "vitest";
import type { CachePartsOptions } from "../../../../src/cache/cache-parts.js";
import type { LookupResult } from "../../../../src/cache/contract/index.js";
import type { CacheRequest } from "../../../../src/cache/question/index.js";
import { OctavecError } from "../../../../src/errors/index.js";
import { timersLeft } from "../../../helpers/timers-left.js";
import {
  ASKED,
  conversation,
  type FindStage,
  findStage,
  REWORDED,
  SHADOW,
  type StagedEntry,
  shortOf,
  TIMEOUT_MS,
} from "./find-stage.js";

const NEAR: StagedEntry = { prompt: ASKED, response: "Use the link.", similarity: 0.97 };
const LOST = new OctavecError("CONNECTION_LOST", "cut");

interface Scenario {
  /** Tier of the hit or reason of the miss. */
  readonly ends: string;
  readonly entries?: readonly StagedEntry[];
  readonly options?: Partial<CachePartsOptions>;
  readonly request?: CacheRequest;
  /** Look-ups before. */
  readonly after?: readonly CacheRequest[];
  readonly change?: (stage: FindStage) => void | Promise<void>;
  /** What each step of the explanation says. */
  readonly steps: readonly string[];
  /** A tenth of the shortest time limit. Default: that of the time limit for the cache. */
  readonly tickMs?: number;
}

const NONE = ["miss", "miss", "done", "miss", "miss"];
const NO_STEPS: string[] = [];

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "the exact question is in memory": {
    ends: "memory",
    entries: [NEAR],
    request: { prompt: ASKED },
    after: [{ prompt: ASKED }],
    steps: ["hit", "hit", "done", "miss", "hit"],
  },
  "a near question is in memory": {
    ends: "memory",
    entries: [NEAR],
    after: [{ prompt: REWORDED }],
    steps: ["miss", "miss", "done", "hit", "hit"],
  },
  "a near question is in memory, and the trip for the exact question shows that memory missed nothing": {
    ends: "memory",
    entries: [NEAR],
    after: [{ prompt: REWORDED }],
    change: idle,
    steps: ["miss", "miss", "done", "hit", "hit"],
  },
  "a near question is in memory, which may have missed an event": {
    ends: "semantic",
    entries: [NEAR],
    after: [{ prompt: REWORDED }],
    change: async ({ redis }) => {
      await idle();
      redis.since = "6-0";
    },
    steps: ["miss", "miss", "done", "miss", "hit"],
  },
  "the exact question is in Redis": {
    ends: "exact",
    entries: [NEAR],
    request: { prompt: ASKED },
    steps: ["miss", "hit", "done", "miss", "hit"],
  },
  "a stale answer": {
    ends: "exact",
    entries: [{ prompt: ASKED, remainingMs: 500, staleMs: 600 }],
    request: { prompt: ASKED },
    steps: ["miss", "hit", "done", "miss", "miss"],
  },
  "a near question is in Redis": {
    ends: "semantic",
    entries: [NEAR],
    steps: ["miss", "miss", "done", "miss", "hit"],
  },
  "a near question is on probation": {
    ends: "probation",
    entries: [{ ...NEAR, damage: { q: "label" } }],
    options: { probation: { similarity: 1 } },
    steps: ["miss", "miss", "done", "miss", "miss"],
  },
  "memory is off": {
    ends: "semantic",
    entries: [NEAR],
    options: { memory: false },
    steps: ["off", "miss", "done", "off", "hit"],
  },
  "the policy needs the neighbours": {
    ends: "semantic",
    entries: [NEAR],
    options: {
      decision: {
        name: "own",
        neighbours: 2,
        decide: (_, [first]) => ({ serve: first?.entryId, reason: "first" }),
      },
    },
    after: [{ prompt: REWORDED }],
    steps: ["miss", "miss", "done", "off", "hit"],
  },
  "nothing is stored": { ends: "not-found", steps: NONE },
  "the entry lacks a tag": {
    ends: "not-found",
    entries: [{ prompt: ASKED, similarity: 0.97 }],
    request: { prompt: ASKED, tags: ["faq"] },
    after: [{ prompt: ASKED }],
    steps: ["other-tags", "other-tags", "done", "miss", "miss"],
  },
  "the entry cannot be read": {
    ends: "not-found",
    entries: [{ prompt: ASKED, damage: { m: "{" } }],
    request: { prompt: ASKED },
    steps: ["miss", "corrupt", "done", "miss", "miss"],
  },
  "the nearest entry is too far": {
    ends: "below-threshold",
    entries: [{ ...NEAR, similarity: 0.8 }],
    steps: NONE,
  },
  "a guard rejects": {
    ends: "guard",
    entries: [{ ...NEAR, prompt: `${ASKED} in 3 days` }],
    request: { prompt: `${ASKED} in 4 days` },
    steps: NONE,
  },
  "a guard rejects what memory holds": {
    ends: "guard",
    entries: [{ ...NEAR, prompt: `${ASKED} in 3 days` }],
    request: { prompt: `${ASKED} in 4 days` },
    after: [{ prompt: `${ASKED} in 3 days please` }],
    steps: NONE,
  },
  "the judge refuses": {
    ends: "judge",
    entries: [NEAR],
    options: { judge: { accept: async () => false } },
    steps: NONE,
  },
  "the judge fails": {
    ends: "judge",
    entries: [NEAR],
    options: { judge: { accept: () => Promise.reject(new Error("down")) } },
    steps: NONE,
  },
  "the policy refuses": {
    ends: "policy",
    entries: [NEAR],
    options: {
      decision: { name: "own", neighbours: 2, decide: () => ({ serve: undefined, reason: "doubt" }) },
    },
    steps: ["miss", "miss", "done", "off", "miss"],
  },
  "shadow mode, a near question is in Redis": {
    ends: "shadow",
    entries: [NEAR],
    options: { decision: SHADOW },
    steps: ["miss", "miss", "done", "miss", "hit"],
  },
  "there is no embedder": {
    ends: "embeddings-off",
    entries: [NEAR],
    options: { embedder: undefined },
    steps: ["miss", "miss", "off", "off", "off"],
  },
  "the embedder fails": {
    ends: "embedding-failed",
    entries: [NEAR],
    change: ({ embedder }) => {
      embedder.instead = () => Promise.reject(new TypeError("secret"));
    },
    steps: ["miss", "miss", "failed", "off", "off"],
  },
  "Redis does not answer at all": {
    ends: "unavailable",
    change: ({ redis }) => {
      redis.instead.read = () => LOST;
      redis.instead.search = () => LOST;
    },
    steps: ["miss", "failed", "done", "miss", "failed"],
  },
  "Redis fails at the search": {
    ends: "unavailable",
    change: ({ redis }) => {
      redis.instead.search = () => LOST;
    },
    steps: ["miss", "miss", "done", "miss", "failed"],
  },
  "the cache was flushed by another process": {
    ends: "not-found",
    entries: [NEAR],
    after: [{ prompt: REWORDED }],
    change: ({ redis }) => {
      redis.generation = "1";
      redis.entries = [];
    },
    steps: NONE,
  },
  "the cache was flushed, but memory is trusted for a while": {
    ends: "memory",
    entries: [NEAR],
    request: { prompt: ASKED },
    after: [{ prompt: ASKED }],
    change: ({ redis }) => {
      redis.generation = "1";
      redis.entries = [];
    },
    steps: ["hit", "miss", "done", "miss", "miss"],
  },
  "an empty question": { ends: "empty-prompt", request: { prompt: " " }, steps: NO_STEPS },
  "a question that is too long": {
    ends: "prompt-too-long",
    request: { prompt: "x".repeat(9_000) },
    steps: NO_STEPS,
  },
  "a turn of an agent": {
    ends: "agent-turn",
    request: { messages: [{ role: "tool", content: "42" }] },
    steps: NO_STEPS,
  },
  "several turns": { ends: "multi-turn", request: conversation(), steps: NO_STEPS },
  "several turns that cannot be condensed": {
    ends: "condense-failed",
    request: conversation(),
    options: { multiTurn: "condensed", condense: () => Promise.reject(new Error("down")) },
    steps: NO_STEPS,
    // Of `embedTimeoutMs`.
    tickMs: 200,
  },
};

describe("explain() says what lookup() then says", () => {
  it.each(Object.entries(SCENARIOS))("%s", async (_, scenario) => {
    const { request = { prompt: REWORDED }, entries, options, after = [], change, ends, steps } = scenario;
    const { tickMs = TIMEOUT_MS / 10 } = scenario;
    const stage = findStage(entries, options);
    for (const earlier of after) await stage.lookUp(earlier);
    await change?.(stage);
    const timers = await timersLeft(tickMs);
    const before = traces(stage);
    const explained = await stage.explain(request);
    const sent = stage.redis.calls.slice(before.calls);
    expect(traces(stage)).toEqual({ ...before, calls: before.calls + sent.length });
    expect(sent).not.toContain("drop");
    expect(await timersLeft(tickMs)).toBe(timers);
    const { result } = await stage.lookUp(request);
    expect(explained.result).toEqual(shortOf(result));
    expect(result.hit ? result.tier : result.reason).toBe(ends);
    expect(explained.steps.map(({ answer }) => answer)).toEqual(steps);
    if (!result.hit || result.tier === "semantic") expect(explained.why).toEqual(result.why);
    const again = await stage.explain(request);
    expect(again.threshold).toEqual(explained.threshold);
  });

  it("has a scenario for every reason of a miss and every tier", () => {
    const reasons: Record<Extract<LookupResult, { hit: false }>["reason"], true> = {
      "not-found": true,
      "below-threshold": true,
      guard: true,
      judge: true,
      policy: true,
      shadow: true,
      probation: true,
      "embeddings-off": true,
      "embedding-failed": true,
      unavailable: true,
      "multi-turn": true,
      "agent-turn": true,
      "empty-prompt": true,
      "prompt-too-long": true,
      "condense-failed": true,
    };
    const ends = new Set(Object.values(SCENARIOS).map((scenario) => scenario.ends));
    expect([...ends].sort()).toEqual([...Object.keys(reasons), "memory", "exact", "semantic"].sort());
  });
});

/** Until memory no longer follows events: it may not answer before it has caught up. */
async function idle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(15_000);
}

/** All that a look-up leaves behind. */
function traces({ context, redis, events, deadSeen }: FindStage) {
  const { memory, generation } = context;
  return {
    calls: redis.calls.length,
    events: events.length,
    deadSeen: deadSeen.length,
    held: memory?.size,
    lagMs: memory?.lagMs,
    wantsPrimary: memory?.wantsPrimary,
    generation: generation.current,
  };
}
