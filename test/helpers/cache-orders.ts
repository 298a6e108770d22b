import type { InvalidationTarget } from "../../src/cache/entries/invalidation/invalidation-target.js";

/** Milliseconds of a clock that all processes of a machine share and that is never set. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** An answer that a process got from one tier of its cache, and when it asked last of those times it got it. */
export interface ServedAnswer {
  readonly response: string;
  readonly tier: string;
  /** By {@link monotonicMs}. */
  readonly askedAtMs: number;
}

/** What `programs/cache-process.ts` can be told. */
export type CacheOrder =
  | { readonly do: "store"; readonly prompt: string; readonly response: string }
  | { readonly do: "lookup"; readonly prompt: string }
  | { readonly do: "invalidate"; readonly target: InvalidationTarget }
  | { readonly do: "watch"; readonly prompts: readonly string[] }
  | { readonly do: "served" }
  | { readonly do: "stop" };
