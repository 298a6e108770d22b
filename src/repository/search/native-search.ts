import { isOctavecError, type OctavecError } from "../../errors/index.js";
import type { Attributes } from "../../options/index.js";
import { type PreparedSearch, type SearchedSet, type SearchHit, toHit } from "./search.js";
import { commandOf, type Effort, effortOf, nextEffort } from "./search-effort.js";
import { type SearchStep, searchStep } from "./search-step.js";
import { withDeadline } from "./with-deadline.js";

/** The hits of a search, and whether they are certain to be the best ones. */
export interface SearchPage<A extends Attributes = Attributes, Hit = SearchHit<A>> {
  readonly hits: Hit[];
  /**
   * True if the server compared the query with every element, and nothing was cut off that could be among the hits: they are then
   * the best `limit` of all elements that match, or all of them. Best by the similarity that decides: the server's own, or
   * that of the codes for a rescored search. False after a graph search, which can miss elements, even if it found `limit`
   * hits; and if the time was up. Add `exhaustive: true` to make sure.
   */
  readonly complete: boolean;
  /** The shards whose hits are missing, because they could not be reached in time. Absent if all have answered. */
  readonly missingShards?: readonly MissingShard[];
}

/** A shard that did not answer. */
export interface MissingShard {
  /** Its number, from 0. */
  readonly shard: number;
  /** The Redis key of its vector set. */
  readonly key: string;
  readonly error: OctavecError;
}

interface NativePlan<A extends Attributes> {
  /** The query vector in the space of the set, if that is rotated. */
  readonly placed?: Float32Array | undefined;
  /** Answers the query in the place of this search, if the first step shows that elements expire. */
  readonly again?: (() => Promise<SearchPage<A>>) | undefined;
}

/**
 * A search by the server's own scores. Takes further steps with more effort while fewer than `limit` hits match the filter and
 * more may exist.
 */
export function nativeSearch<A extends Attributes>(
  searched: SearchedSet,
  key: string,
  prepared: PreparedSearch,
  { placed, again }: NativePlan<A> = {},
): Promise<SearchPage<A>> {
  const search = withDeadline(prepared);
  const effort = effortOf(search);
  const command = placed === undefined ? search.command : commandOf(search, effort, placed);
  const bounds = { limit: search.limit, minScore: minScoreOf(search) };
  // Not an async function, which would wrap the promise of the first step in others.
  return searchStep(searched, key, search, { effort, command, minScore: bounds.minScore }).then((step) => {
    if (again !== undefined && searched.expiry.isUsed) return again();
    return search.widens && !isEnough(step, effort, bounds)
      ? furtherSteps<A>(searched, key, search, { step, effort, placed }).then((page) =>
          again !== undefined && searched.expiry.isUsed ? again() : page,
        )
      : pageOf<A>(step, effort, search);
  });
}

function minScoreOf({ minSimilarity }: PreparedSearch): number | undefined {
  return minSimilarity === undefined ? undefined : (1 + minSimilarity) / 2;
}

async function furtherSteps<A extends Attributes>(
  searched: SearchedSet,
  key: string,
  search: PreparedSearch,
  first: { step: SearchStep; effort: Effort; placed: Float32Array | undefined },
): Promise<SearchPage<A>> {
  const { placed } = first;
  let { step, effort } = first;
  const bounds = { limit: search.limit, minScore: minScoreOf(search) };
  try {
    while (!isEnough(step, effort, bounds)) {
      const size = await searched.size.read(search);
      if (size === 0) return { hits: [], complete: true };
      const next = nextEffort(effort, step.found, { size, keepsAll: !search.drops });
      if (next === undefined) break;
      const command = commandOf(search, next, placed);
      step = await searchStep(searched, key, search, { effort: next, command, minScore: bounds.minScore });
      effort = next;
    }
  } catch (error) {
    // The hits of the step before are an answer, too.
    if (!isOctavecError(error, "TIMEOUT")) throw error;
    const matching = step.matching.filter(({ attributes }) => searched.expiry.isLive(attributes));
    return { hits: hitsOf({ ...step, matching }, search), complete: false };
  }
  return pageOf(step, effort, search);
}

function pageOf<A extends Attributes>(
  step: SearchStep,
  effort: Effort,
  search: PreparedSearch,
): SearchPage<A> {
  const bounds = { limit: search.limit, minScore: minScoreOf(search) };
  return { hits: hitsOf(step, search), complete: effort.truth && isEnough(step, effort, bounds) };
}

/** Whether more effort cannot find more hits, apart from those that a graph search misses. */
function isEnough(
  { matching, found, lastScore = 0 }: SearchStep,
  { count, truth }: Effort,
  { limit, minScore = Number.NEGATIVE_INFINITY }: { limit: number; minScore: number | undefined },
): boolean {
  if (matching.length >= limit) return true;
  return found < count ? truth : lastScore < minScore;
}

function hitsOf<A extends Attributes>({ matching }: SearchStep, search: PreparedSearch): SearchHit<A>[] {
  return matching.slice(0, search.limit).map((found) => toHit<A>(found, search));
}
