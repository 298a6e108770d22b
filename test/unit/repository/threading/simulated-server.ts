import type { Quantization, Threading } from "../../../../src/options/index.js";
import type { SearchWork, ThreadMode } from "../../../../src/repository/threading/search-cost.js";
import { SearchThreading } from "../../../../src/repository/threading/search-threading.js";
import { SetSize } from "../../../../src/repository/threading/set-size.js";
import { ScriptedExecutor } from "../../../helpers/scripted-executor.js";
import { seededRandom } from "../../../helpers/seeded-vectors.js";

/** Milliseconds per finished search, by mode; may change in the course of a test. */
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
 * The decision maker against a server whose times are given and a clock that only this moves: `callers` searches are
 * always under way, and one of them ends after its mode's time.
 */
export class SimulatedServer {
  nowMs = 0;
  readonly executor = new ScriptedExecutor(() => 0);
  readonly size: SetSize;
  readonly threading: SearchThreading;
  readonly #underWay: { mode: ThreadMode; ended: (outcome: "answered" | "failed") => void }[] = [];

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
    const clockAndChance = { nowMs: () => this.nowMs, random: seededRandom(seed) };
    const shape = { dimension, quantization, threading, allowUnsafeThreads };
    this.threading = new SearchThreading(this.executor, shape, this.size, clockAndChance);
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
      while (this.#underWay.length < callers && modes.length < searches) {
        const { threaded, ended } = this.threading.decide(work);
        const mode = threaded ? "threaded" : "inline";
        modes.push(mode);
        this.#underWay.push({ mode, ended });
      }
      this.#endOldest(costs, noise);
    }
    while (this.#underWay.length > 0) this.#endOldest(costs, noise);
    return modes;
  }

  #endOldest(costs: Costs, noise: () => number): void {
    const { mode, ended } = this.#underWay.shift()!;
    this.nowMs += costs[mode] * noise();
    ended("answered");
  }
}

/** The share of the searches, of the last so many, that ran in the mode. */
export function shareOf(mode: ThreadMode, modes: readonly ThreadMode[], last = modes.length): number {
  return modes.slice(-last).filter((each) => each === mode).length / last;
}
