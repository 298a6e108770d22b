import { fork } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";
import type { LookupResult } from "../../src/cache/contract/lookup-result.js";
import type { InvalidationTarget } from "../../src/cache/entries/invalidation/invalidation-target.js";
import type { CacheOrder, ServedAnswer } from "./cache-orders.js";

/** A process with a cache of its own. */
export interface CacheProcess {
  store(prompt: string, response: string): Promise<unknown>;
  lookup(prompt: string): Promise<LookupResult>;
  /** When it resolved, by the clock of all processes. */
  invalidate(target: InvalidationTarget): Promise<number>;
  /** Looks the questions up again and again from now on. */
  watch(prompts: readonly string[]): Promise<void>;
  /** What was served since `watch`. */
  served(): Promise<ServedAnswer[]>;
  /** Ends the watching. */
  stop(): Promise<ServedAnswer[]>;
  kill(): void;
}

export async function startCacheProcess(url: string, namespace: string): Promise<CacheProcess> {
  const child = fork(join(inject("programs"), "cache-process.js"), [url, namespace], { execArgv: [] });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  child.on("message", ({ id, value, error }: { id: number; value?: never; error?: string }) => {
    const order = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) order?.reject(new Error(error));
    else order?.resolve(value as never);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the process ended with ${code}`));
  });
  let last = 0;
  const answerTo = <T>(id: number) =>
    new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  const tell = <T>(order: CacheOrder) => {
    const answer = answerTo<T>(++last);
    child.send({ id: last, order });
    return answer;
  };
  await answerTo<void>(0);
  return {
    store: (prompt, response) => tell({ do: "store", prompt, response }),
    lookup: (prompt) => tell({ do: "lookup", prompt }),
    invalidate: (target) => tell({ do: "invalidate", target }),
    watch: (prompts) => tell({ do: "watch", prompts }),
    served: () => tell({ do: "served" }),
    stop: () => tell({ do: "stop" }),
    kill: () => void child.kill("SIGKILL"),
  };
}
