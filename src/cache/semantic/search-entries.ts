import { decodeVsim, encodeVsim } from "../../commands/index.js";
import type { Command, Executor, Reply, SendOptions, StepResult } from "../../executor.js";
import { forbidsScripts, Script } from "../../script.js";
import type { CacheKeys } from "../cache-keys.js";
import { latestEventId } from "../coherence/index.js";
import { FIND_ENTRIES } from "../script/index.js";
import type { Found } from "./candidate.js";
import { decodeFound, decodeRow, isList, textOf } from "./decode-found.js";
import { errorBound, type PreparedQuery, worstErrorNorm } from "./prepared-query.js";

const findEntries = new Script(FIND_ENTRIES, { readOnly: true });

/** Neighbours are asked for again, this many times as many, while doubt is left; up to the cap. */
const WIDER = 4;
const MAX_COUNT = 640;

/** Answers that come back with a search: the best, and some to stand in for those that guards reject. */
const ANSWERS = 3;

export interface SearchSettings {
  readonly dimension: number;
  readonly quantization: "q8" | "none";
  readonly efSearch: number;
}

export interface EntrySearch {
  readonly scopeId: string;
  readonly query: PreparedQuery;
  /** Least cosine of a hit. */
  readonly threshold: number;
  /** Nearest entries wanted. */
  readonly count: number;
  /** Filter expression, or "". */
  readonly filter: string;
  /** Also look at entries that are far below the threshold: for policies that learn from them, and for explanations. */
  readonly all?: boolean;
  /** Another cosine that similarities must be told apart from exactly. */
  readonly clearAt?: number | undefined;
}

/**
 * Finds the nearest entries of a scope: one round trip by a script; two, with plain commands, for users who may not run
 * scripts. May be repeated: reads only.
 */
export class EntrySearcher {
  readonly #executor: Executor;
  readonly #keys: CacheKeys;
  readonly #settings: SearchSettings;
  #mayScript = true;

  constructor(executor: Executor, keys: CacheKeys, settings: SearchSettings) {
    this.#executor = executor;
    this.#keys = keys;
    this.#settings = settings;
  }

  /**
   * The search asks for `count` neighbours, and for more when one that it did not get to see could still be the answer: the
   * server ranks by codes, and where those lie closer together than their error the right entry may be further down.
   */
  async search(search: EntrySearch, generation: string, options: SendOptions): Promise<Found> {
    let found = await this.#searchOnce(search, generation, options);
    for (let count = search.count * WIDER; leavesDoubt(search, found) && count <= MAX_COUNT; count *= WIDER) {
      found = await this.#searchOnce({ ...search, count }, generation, options);
    }
    return found;
  }

  async #searchOnce(search: EntrySearch, generation: string, options: SendOptions): Promise<Found> {
    if (this.#mayScript) {
      try {
        return await this.#byScript(search, options);
      } catch (error) {
        if (!forbidsScripts(error)) throw error;
        this.#mayScript = false;
      }
    }
    return this.#byCommands(search, generation, options);
  }

  async #byScript(search: EntrySearch, options: SendOptions): Promise<Found> {
    const { query, threshold, count, filter, clearAt } = search;
    const { dimension, quantization, efSearch } = this.#settings;
    const farthest = errorBound(query, worstErrorNorm(dimension, quantization));
    const reply = await findEntries.run(
      this.#executor,
      this.#keys.generation,
      [
        search.scopeId,
        query.blob,
        String(count),
        String(Math.max(efSearch, count)),
        filter,
        String((1 + threshold) / 2),
        String(search.all === true ? -1 : (1 + threshold - farthest) / 2),
        String(query.errorNorm),
        String(query.slack),
        String(ANSWERS),
        clearAt === undefined ? "" : String((1 + clearAt) / 2),
      ],
      { ...options, binary: true },
    );
    return decodeFound(reply, dimension);
  }

  /** Same outcome, second trip for the entries. A flush in between shows as a generation that is no longer the caller's. */
  async #byCommands(search: EntrySearch, generation: string, options: SendOptions): Promise<Found> {
    const { dimension, efSearch } = this.#settings;
    const vsim = encodeVsim({
      key: this.#keys.vectors(generation, search.scopeId),
      query: { vector: search.query.blob },
      count: search.count,
      ef: Math.max(efSearch, search.count),
      filter: search.filter === "" ? undefined : search.filter,
      noThread: true,
    });
    const nearest = decodeVsim(await this.#executor.send(vsim, { ...options, readOnly: true }));
    // The latest event is read before the entries: none can be behind it that they have not seen.
    const steps: Command[] = [
      ["XREVRANGE", this.#keys.events, "+", "-", "COUNT", "1"],
      ["GET", this.#keys.generation],
      ["HGET", this.#keys.sums(generation), "e"],
    ];
    for (const { element } of nearest) {
      const key = this.#keys.entry(generation, element);
      steps.push(["HMGET", key, "a", "c", "w", "e", "r", "p", "m", "k", "v"], ["PTTL", key]);
    }
    const [latest, current, largest, ...replies] = valuesOf(
      await this.#executor.pipeline(steps, { ...options, readOnly: true, binary: true }),
    );
    const corrupt: string[] = [];
    const candidates: Found["candidates"][number][] = [];
    let dead = 0;
    for (const [index, { element, score }] of nearest.entries()) {
      const fields = replies[index * 2];
      const pttl = replies[index * 2 + 1] ?? null;
      if (!isList(fields) || fields[3] === null || fields[3] === undefined) {
        dead++;
        continue;
      }
      const [answerId, created, words, error, response, prompt, meta, stale, vector] = fields.map(
        (f) => f ?? null,
      );
      const row = [
        element,
        String(score),
        answerId,
        created,
        words,
        error,
        response,
        prompt,
        meta,
        stale,
        pttl,
        vector,
      ];
      const candidate = decodeRow(
        row.map((value) => value ?? null),
        dimension,
      );
      if (candidate === undefined) corrupt.push(element);
      else candidates.push(candidate);
    }
    return {
      generation: current === null ? "0" : textOf(current),
      since: latestEventId(latest),
      largestErrorNorm: Number(textOf(largest)),
      dead,
      corrupt,
      candidates,
    };
  }
}

/** Whether an entry beyond the last one seen could reach the threshold, and the best that was seen. */
function leavesDoubt({ query, threshold, count, all }: EntrySearch, found: Found): boolean {
  const { candidates, dead, corrupt, largestErrorNorm } = found;
  const last = candidates.at(-1);
  if (all === true || candidates.length + dead + corrupt.length < count) return false;
  if (last === undefined) return true;
  const best = Math.max(
    ...candidates.map(({ codeSimilarity, errorNorm }) => codeSimilarity - errorBound(query, errorNorm)),
  );
  return last.codeSimilarity + errorBound(query, largestErrorNorm) >= Math.max(threshold, best);
}

/** @throws the first failure. */
function valuesOf(results: readonly StepResult[]): Reply[] {
  return results.map((result) => {
    if (!result.ok) throw result.error;
    return result.value;
  });
}
