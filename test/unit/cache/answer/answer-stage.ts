import { createHash } from "node:crypto";
import type { AnswerContext } from "../../../../src/cache/answer/context/answer-context.js";
import { assembleParts, type CachePartsOptions } from "../../../../src/cache/cache-parts.js";
import type { CacheTimings } from "../../../../src/cache/entries/context/entry-context.js";
import { ACQUIRE_LEASE, KEEP_LEASE } from "../../../../src/cache/entries/scripts/lease.lua.js";
import { LOOK_UP } from "../../../../src/cache/entries/scripts/look-up.lua.js";
import { PUT_ENTRY } from "../../../../src/cache/entries/scripts/put-entry.lua.js";
import type { OctavecError } from "../../../../src/errors/index.js";
import type { Reply } from "../../../../src/executor.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";

const NAMES = new Map(
  Object.entries({ read: LOOK_UP, put: PUT_ENTRY, acquire: ACQUIRE_LEASE, keep: KEEP_LEASE }).map(
    ([name, text]) => [createHash("sha1").update(text).digest("hex"), name],
  ),
);

type Answer = Reply | OctavecError | Promise<Reply | OctavecError>;

/** What Redis answers to each script; a pipeline is a look at another process's lease. */
export interface Stage {
  read?: () => Answer;
  put?: (args: readonly unknown[]) => Answer;
  acquire?: () => Answer;
  /** The five replies of a look at the lease: events, generation, lease, fields, remaining life. */
  lease?: () => readonly [Reply, Reply, Reply, Reply, Reply];
}

/** The fields of an entry as Redis holds them: response, prompt, answer id, meta, created, stale part; no probation, no writer. */
export function fieldsOf(response: string, { createdAtMs = 1_000, staleMs = 0 } = {}): Reply[] {
  return [response, "asked", "answer-id", "{}", String(createdAtMs), String(staleMs), null, null];
}

export const NOTHING: Reply = ["0", "5-0", ""];

/** A cache without embedder and memory on a Redis that answers as told; `calls` names the scripts that were run. */
export function stageOf(
  stage: Stage,
  options: Partial<Omit<CachePartsOptions, "tenant">> = {},
  timings: Partial<CacheTimings> = {},
): { context: AnswerContext; calls: string[]; puts: (readonly unknown[])[] } {
  const calls: string[] = [];
  const puts: (readonly unknown[])[] = [];
  let leaseReplies: Reply[] = [];
  const executor = new ScriptedExecutor((step) => {
    if ("transaction" in step) return null;
    const [command, sha, , , ...args] = step;
    // No writer is in quarantine.
    if (command === "ZRANGE") return [];
    if (!String(command).startsWith("EVALSHA")) {
      if (leaseReplies.length === 0) {
        calls.push("look");
        leaseReplies = [...(stage.lease?.() ?? [null, "0", null, null, -2])];
      }
      return leaseReplies.shift() ?? null;
    }
    const name = NAMES.get(String(sha)) ?? "other";
    calls.push(name);
    if (name === "read") return stage.read?.() ?? NOTHING;
    if (name === "acquire") return stage.acquire?.() ?? ["lead", "1", "0", "5-0"];
    if (name === "put") {
      puts.push(args);
      return stage.put?.(args) ?? ["stored", "0", "2000", "6-0"];
    }
    return 1;
  });
  const context = assembleParts(
    { client: { executor }, namespace: "n", tenant: "t", memory: false, timeoutMs: 60_000, ...options },
    timings,
  );
  return { context, calls, puts };
}
