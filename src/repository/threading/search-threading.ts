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
import { SearchesInFlight } from "./searches-in-flight.js";
import type { SetSize } from "./set-size.js";
import { unsafeThreads, warnOfUnsafeThreads } from "./unsafe-threads.js";

/** What the repository's options say of threads and of the set that is searched. */
export interface ThreadingShape extends SetShape {
  readonly threading: Threading;
  readonly allowUnsafeThreads: boolean;
}

/** One search, from the decision to its end. */
export interface ThreadingDecision {
  readonly threaded: boolean;
  /** Whether the server that gets the search may really run it so: it may be another one than was asked about. */
  readonly maySend: (server: Capabilities) => boolean;
  /** To be called once, when the reply has come or the search failed; only replies are evidence. */
  readonly ended: (outcome: "answered" | "failed") => void;
}

const LOADS: readonly Load[] = ["alone", "few", "many"];
const KINDS: readonly SearchWork["kind"][] = ["graph", "filtered", "exhaustive"];

/**
 * Decides for each search of a collection whether the server runs it on its main thread or in a thread of its own. A
 * thread costs 100 to 200 µs and a connection that waits for it; the main thread costs everyone the length of the search.
 *
 * A search's cost is predicted (`predictServerMs`) from size, dimension, quantization, EF, filter and exhaustiveness.
 * Searches of the same kind whose prediction falls within the same factor of two, under the same load (one at a time, a
 * few, six and more), make up a class, in which measured times decide (`ModeContest`, measured by `SearchesInFlight`).
 * A forced mode is kept to, is no evidence, and takes part in no trial.
 *
 * On a server that a threaded search can crash (`capabilities.safeThreads`), and among several servers if one of them is
 * such a server, nothing is threaded unless it is forced and the repository allows that.
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

  /** Of a search that was checked. @param threading - As in `check`. */
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
    const started = this.#inFlight.start(mode);
    return {
      threaded: mode === "threaded",
      maySend: (server) => server.safeThreads || (contest === undefined && this.#shape.allowUnsafeThreads),
      ended: (outcome) => {
        const { shareMs, pure } = this.#inFlight.end(started);
        if (pure && outcome === "answered") contest?.observe(mode, shareMs);
      },
    };
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
