import type { Quantization, Threading } from "../../../../src/options/index.js";
import type { SearchWork, ThreadMode } from "../../../../src/repository/threading/search-cost.js";
import { SearchThreading } from "../../../../src/repository/threading/search-threading.js";
import { SetSize } from "../../../../src/repository/threading/set-size.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

/** Milliseconds per finished search, by mode. A test may change them. */
export type Costs = Record<ThreadMode, number>;

export const GRAPH: SearchWork = { kind: "graph", ef: 100 };

interface Setting {
  readonly dimension?: number;
  readonly quantization?: Quantization;
  readonly threading?: Threading;
  readonly size?: number;
  readonly seed?: number;
  readonly safeThreads?: boolean;
  readonly allowUnsafeThreads?: boolean;
}

/**
 * `SearchThreading` with a server of given search times and a simulated clock. `callers` searches are always running, and
 * each step ends the oldest of them after the time of its mode.
 */
export class SimulatedServer {
  nowMs = 0;
  readonly executor = new ScriptedExecutor(() => 0);
  readonly size: SetSize;
  readonly threading: SearchThreading;
  readonly #running: { mode: ThreadMode; decision: ReturnType<SearchThreading["decide"]> }[] = [];

  constructor({
    dimension = 512,
    quantization = "q8",
    threading = "auto",
    size,
    seed = 1,
    safeThreads = true,
    allowUnsafeThreads = false,
  }: Setting = {}) {
    this.executor.capabilities = { ...this.executor.capabilities, safeThreads };
    this.size = new SetSize(this.executor, "k", () => this.nowMs);
    if (size !== undefined) this.size.learn(size);
    const environment = { nowMs: () => this.nowMs, random: seededRandom(seed) };
    const shape = { dimension, quantization, threading, allowUnsafeThreads };
    this.threading = new SearchThreading(this.executor, shape, this.size, environment);
  }

  /** @returns the mode of each search, in order of sending. */
  run(
    searches: number,
    costs: Costs,
    {
      callers = 1,
      work = GRAPH,
      noise = () => 1,
    }: { callers?: number; work?: SearchWork; noise?: () => number } = {},
  ): ThreadMode[] {
    const modes: ThreadMode[] = [];
    while (modes.length < searches) {
      while (this.#running.length < callers && modes.length < searches) {
        const decision = this.threading.decide(work);
        const mode = decision.threaded ? "threaded" : "inline";
        modes.push(mode);
        this.#running.push({ mode, decision });
      }
      this.#endOldest(costs, noise);
    }
    while (this.#running.length > 0) this.#endOldest(costs, noise);
    return modes;
  }

  #endOldest(costs: Costs, noise: () => number): void {
    const { mode, decision } = this.#running.shift()!;
    this.nowMs += costs[mode] * noise();
    decision.ended("answered");
  }
}

/** The share of the last `last` searches that ran in the mode. */
export function shareOf(mode: ThreadMode, modes: readonly ThreadMode[], last = modes.length): number {
  return modes.slice(-last).filter((each) => each === mode).length / last;
}
