import type { Capabilities, Executor } from "../../executor.js";
import type { Threading } from "../../options/index.js";
import { ModeContest } from "./mode-contest.js";
import {
  type Load,
  predictServerMs,
  type SearchWork,
  type SetShape,
  type ThreadMode,
} from "./search-cost.js";
import { SearchesInFlight, type StartedSearch } from "./searches-in-flight.js";
import type { SetSize } from "./set-size.js";
import { unsafeThreads, warnOfUnsafeThreads } from "./unsafe-threads.js";

/** The repository's options about threads and about its set. */
export interface ThreadingShape extends SetShape {
  readonly threading: Threading;
  readonly allowUnsafeThreads: boolean;
}

/** How one search runs, in a thread or not. The search reports its end here, so that its time can be measured. */
class ThreadingDecision {
  readonly #started: StartedSearch;

  /** @param contest - Compares the times of the two modes; undefined if the mode was forced. */
  constructor(
    private readonly mode: ThreadMode,
    private readonly allowUnsafeThreads: boolean,
    private readonly inFlight: SearchesInFlight,
    private readonly contest: ModeContest | undefined,
  ) {
    this.#started = inFlight.start(mode);
  }

  get threaded(): boolean {
    return this.mode === "threaded";
  }

  /** Whether this server may run the search in a thread. It may be another server than was known at the decision. */
  maySend(server: Capabilities): boolean {
    return server.safeThreads || (this.contest === undefined && this.allowUnsafeThreads);
  }

  /** Call it once, when the reply has come or the search has failed. Only the times of answered searches are used. */
  ended(outcome: "answered" | "failed"): void {
    const { shareMs, pure } = this.inFlight.end(this.#started);
    if (pure && outcome === "answered") this.contest?.observe(this.mode, shareMs);
  }
}

const LOADS: readonly Load[] = ["alone", "few", "many"];
const KINDS: readonly SearchWork["kind"][] = ["graph", "filtered", "exhaustive"];

/**
 * Decides for each search of a collection whether the server runs it on its main thread or in a thread. A thread costs 100 to
 * 200 µs and occupies a connection. A search on the main thread makes all other clients wait.
 *
 * The cost of a search is predicted from size, dimension, quantization, EF, filter and exhaustiveness (`predictServerMs`).
 * Searches of one kind, with a predicted cost within a factor of two, and under the same load (one at a time, a few, six or
 * more), form a class. In each class, measured times decide (`ModeContest`, measured by `SearchesInFlight`). A forced mode is
 * always used; its searches are in no trial, and their times are not used.
 *
 * A server that a threaded search can crash has `capabilities.safeThreads: false`, and so have several servers if one of them
 * is such a server. There no search is threaded unless the query forces it and the repository allows it.
 */
export class SearchThreading {
  readonly #executor: Executor;
  readonly #shape: ThreadingShape;
  readonly #size: SetSize;
  readonly #random: () => number;
  readonly #inFlight: SearchesInFlight;
  readonly #contests = new Map<number, ModeContest>();

  constructor(
    executor: Executor,
    shape: ThreadingShape,
    size: SetSize,
    { nowMs, random }: { nowMs: () => number; random: () => number },
  ) {
    this.#executor = executor;
    this.#shape = shape;
    this.#size = size;
    this.#random = random;
    this.#inFlight = new SearchesInFlight(nowMs);
  }

  /**
   * @param threading - As the query says; by default as the repository says.
   * @throws OctavecError `UNSUPPORTED_SERVER` when threads are forced on a server that they can crash, without leave. While the
   * client has not reached a server yet, nothing is refused, and the search runs inline.
   */
  check(threading: Threading = this.#shape.threading): void {
    const { safeThreads, version } = this.#executor.capabilities;
    if (threading === "threaded" && !safeThreads && !this.#shape.allowUnsafeThreads && version !== "unknown")
      throw unsafeThreads(version);
  }

  /** Call it after `check`. @param threading - As in `check`. */
  decide(work: SearchWork, threading: Threading = this.#shape.threading): ThreadingDecision {
    if (threading === "inline") return this.#start("inline");
    const { safeThreads } = this.#executor.capabilities;
    if (threading === "threaded") {
      const allowed = this.#shape.allowUnsafeThreads;
      if (!safeThreads && allowed) warnOfUnsafeThreads(this.#executor);
      return this.#start(safeThreads || allowed ? "threaded" : "inline");
    }
    if (!safeThreads) return this.#start("inline");
    this.#size.refreshIfOld();
    const contest = this.#contestFor(work);
    return this.#start(contest.next(), contest);
  }

  #start(mode: ThreadMode, contest?: ModeContest): ThreadingDecision {
    return new ThreadingDecision(mode, this.#shape.allowUnsafeThreads, this.#inFlight, contest);
  }

  #contestFor(work: SearchWork): ModeContest {
    const { load } = this.#inFlight;
    const magnitude = Math.round(Math.log2(predictServerMs(work, this.#shape, this.#size.current)));
    const name = (magnitude * KINDS.length + KINDS.indexOf(work.kind)) * LOADS.length + LOADS.indexOf(load);
    let contest = this.#contests.get(name);
    if (contest === undefined) {
      contest = new ModeContest(2 ** magnitude, load, this.#random);
      this.#contests.set(name, contest);
    }
    return contest;
  }
}
