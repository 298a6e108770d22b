import { decodeVsim, encodeVsim } from "../../../commands/index.js";
import type { Command, Executor, SendOptions } from "../../../executor.js";
import { isList, repliesOf, textOf } from "../../../reply.js";
import { Script, scriptOrCommands } from "../../../script.js";
import { latestEventId } from "../../memory/index.js";
import type { CacheKeys } from "../../question/index.js";
import { FIND_ENTRIES } from "../scripts/find-entries.lua.js";
import { decodeEntries, type StoredValues, sortOut } from "./decode-entries.js";
import type { FoundEntries } from "./found-entry.js";
import { errorBound, type QueryVector, worstErrorNorm } from "./query-vector.js";

const findEntries = new Script(FIND_ENTRIES, { readOnly: true });

/** While doubt is left, the next search asks for this many times as many neighbours, up to the cap. */
const WIDER = 4;
const MAX_COUNT = 640;

/** Answers that come back with a search: the best one, and two more in case that guards reject it. */
const ANSWERS = 3;

export interface SearchSettings {
  readonly dimension: number;
  readonly quantization: "q8" | "none";
  readonly efSearch: number;
}

export interface EntrySearch {
  readonly scopeId: string;
  readonly query: QueryVector;
  /** Least cosine of a hit. */
  readonly threshold: number;
  /** Nearest entries wanted. */
  readonly count: number;
  /** Filter expression, or "". */
  readonly filter: string;
  /** Also returns entries far below the threshold: for policies that learn from them, and for explanations. */
  readonly all?: boolean;
  /** Another cosine that similarities must be told apart from exactly. */
  readonly clearAt?: number | undefined;
}

/**
 * Finds the nearest entries of a scope: one round trip by a script; two, with plain commands, for users who may not run
 * scripts. Reads only.
 */
export class EntrySearcher {
  readonly #executor: Executor;
  readonly #keys: CacheKeys;
  readonly #settings: SearchSettings;

  constructor(executor: Executor, keys: CacheKeys, settings: SearchSettings) {
    this.#executor = executor;
    this.#keys = keys;
    this.#settings = settings;
  }

  /**
   * Asks for `count` neighbours, and for more while an entry beyond them could still be the best answer: the server ranks by
   * codes, and if these lie closer together than their error, the right entry may be further down.
   *
   * @param generation - The generation as far as the caller knows. Entries of an earlier one are never found.
   */
  async search(search: EntrySearch, generation: string, options: SendOptions): Promise<FoundEntries> {
    let asked = search;
    let found = await this.#searchOnce(asked, generation, options);
    while (asked.count * WIDER <= MAX_COUNT && leavesDoubt(asked, found)) {
      asked = { ...asked, count: asked.count * WIDER };
      found = await this.#searchOnce(asked, found.generation, options);
    }
    return found;
  }

  #searchOnce(search: EntrySearch, generation: string, options: SendOptions): Promise<FoundEntries> {
    return scriptOrCommands(
      this.#executor,
      () => this.#byScript(search, options),
      () => this.#byCommands(search, generation, options),
    );
  }

  async #byScript(search: EntrySearch, options: SendOptions): Promise<FoundEntries> {
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
    return decodeEntries(reply, query);
  }

  /** If the generation turns out to be another one, searches once more in that; if it changes again, nothing is found. */
  async #byCommands(search: EntrySearch, generation: string, options: SendOptions): Promise<FoundEntries> {
    const found = await this.#inGeneration(search, generation, options);
    if (found.generation === generation) return found;
    const again = await this.#inGeneration(search, found.generation, options);
    return again.generation === found.generation
      ? again
      : { ...again, dead: 0, largestErrorNorm: 0, corrupt: [], candidates: [] };
  }

  /** Two trips: the neighbours, then their entries. The latest event is read before the entries, so all of them have seen it. */
  async #inGeneration(search: EntrySearch, generation: string, options: SendOptions): Promise<FoundEntries> {
    const vsim = encodeVsim({
      key: this.#keys.vectors(generation, search.scopeId),
      query: { vector: search.query.blob },
      count: search.count,
      ef: Math.max(this.#settings.efSearch, search.count),
      filter: search.filter === "" ? undefined : search.filter,
      noThread: true,
    });
    const nearest = decodeVsim(await this.#executor.send(vsim, { ...options, readOnly: true }));
    const steps: Command[] = [
      ["XREVRANGE", this.#keys.events, "+", "-", "COUNT", "1"],
      ["GET", this.#keys.generation],
      ["HGET", this.#keys.sums(generation), "e"],
    ];
    for (const { element } of nearest) {
      const key = this.#keys.entry(generation, element);
      steps.push(["HMGET", key, "a", "c", "w", "e", "r", "p", "m", "k", "v"], ["PTTL", key]);
    }
    const [latest, current, largest, ...replies] = repliesOf(
      await this.#executor.pipeline(steps, { ...options, readOnly: true, binary: true }),
    );
    const stored: StoredValues[] = [];
    for (const [index, { element, score }] of nearest.entries()) {
      const fields = replies[index * 2];
      if (!isList(fields)) continue;
      const [answerId, createdAt, wordHashes, errorNorm, response, prompt, meta, staleMs, vector] = fields;
      // Its hash is gone.
      if (errorNorm === null || errorNorm === undefined) continue;
      const answer = { response, prompt, meta, staleMs, pttl: replies[index * 2 + 1] };
      stored.push({ entryId: element, score, answerId, createdAt, wordHashes, errorNorm, answer, vector });
    }
    return {
      generation: textOf(current) ?? "0",
      since: latestEventId(latest),
      largestErrorNorm: Number(textOf(largest) ?? 0),
      dead: nearest.length - stored.length,
      ...sortOut(stored, search.query),
    };
  }
}

/** Whether an entry beyond the last one seen could reach the threshold, and the best that was seen. */
function leavesDoubt({ query, threshold, count, all }: EntrySearch, found: FoundEntries): boolean {
  const { candidates, dead, corrupt, largestErrorNorm } = found;
  if (all === true || candidates.length + dead + corrupt.length < count) return false;
  let last = Number.POSITIVE_INFINITY;
  let best = threshold;
  for (const { codeSimilarity, errorNorm } of candidates) {
    last = Math.min(last, codeSimilarity);
    best = Math.max(best, codeSimilarity - errorBound(query, errorNorm));
  }
  return last + errorBound(query, largestErrorNorm) >= best;
}
