import { cosineSimilarity } from "../../../../quantization/index.js";
import { decodeFloat32Blob } from "../../../commands/index.js";
import { OctavecError } from "../../../errors/index.js";
import type { AnswersInScope } from "../../contract/index.js";
import {
  type CacheRequest,
  errorBound,
  identityOf,
  type QueryVector,
  queryVectorOf,
} from "../../question/index.js";
import type { EntryContext } from "../context/entry-context.js";
import { readLiving } from "../read/read-living.js";
import type { FoundEntries } from "../search/found-entry.js";
import { searchEntries } from "../search/search-entries.js";
import { embedToStore } from "../store/embed-to-store.js";
import { removeEntries } from "./announce.js";

/** Neighbours in one search. */
const PAGE = 256;

/** Picks the entry ids to remove among those that a search found. */
type PickEntries = (query: QueryVector, found: FoundEntries) => Promise<string[]>;

/** A question and how similar to it an entry must be. */
interface NearTarget {
  readonly near: CacheRequest;
  /** Least cosine similarity, 0 to 1. */
  readonly similarity: number;
}

/** Removes the entries of the question's scope, with all of its tags, whose similarity to it is at least `similarity`. */
export async function dropNear(
  context: EntryContext,
  { near, similarity }: NearTarget,
  signal: AbortSignal | undefined,
): Promise<number> {
  const pick: PickEntries = (query, found) => pickNearer(context, query, { found, similarity, signal });
  return dropAround(context, await placeOf(context, near, signal), pick, signal);
}

/** The entries that `dropNear` would remove first: those of one page. `complete`: there are no others. */
export async function findNear(
  context: EntryContext,
  { near, similarity }: NearTarget,
  signal: AbortSignal | undefined,
): Promise<{ readonly entryIds: string[]; readonly complete: boolean }> {
  const place = await placeOf(context, near, signal);
  const { query, found } = await searchAround(context, place, signal);
  const entryIds = await pickNearer(context, query, { found, similarity, signal });
  return { entryIds, complete: entryIds.length < PAGE };
}

/** Where the entries around a vector are. */
interface Place {
  readonly scopeId: string;
  readonly tags: readonly string[];
  readonly vector: Float32Array;
}

async function placeOf(
  context: EntryContext,
  near: CacheRequest,
  signal: AbortSignal | undefined,
): Promise<Place> {
  const identity = await identityOf(context, near, signal);
  if ("bypass" in identity)
    throw invalid(`near: expected a question that can be cached, got one that is not (${identity.bypass}).`);
  const [vector] = await embedToStore(context, [identity], identity.category, signal);
  if (vector === undefined)
    throw invalid("near: needs an embedder of its modality, and this cache has none.");
  return { ...identity, vector };
}

/** Removes the entries with one of these answers: known ones, and those that a search around the vectors finds. */
export async function dropAnswers(
  context: EntryContext,
  { scopeId, answerIds, around }: AnswersInScope,
  signal: AbortSignal | undefined,
): Promise<number> {
  const pick: PickEntries = async (_, { candidates }) =>
    candidates.flatMap(({ entryId, answerId }) => (answerIds.has(answerId) ? [entryId] : []));
  let removed = 0;
  for (const { vector, entryIds } of around) {
    removed += await dropAround(context, { scopeId, tags: [], vector }, pick, signal);
    const options = { signal, fromPrimary: true };
    const known = await readLiving(context, context.generation.current, entryIds, options);
    const left = known.entries.flatMap(({ living: { entry } }) =>
      answerIds.has(entry.answerId) ? [entry.entryId] : [],
    );
    removed += await removeEntries(context, left, signal);
  }
  return removed;
}

/** Searches, removes the picked entries, and searches again while whole pages came back. */
async function dropAround(
  context: EntryContext,
  place: Place,
  pick: PickEntries,
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const { query, found } = await searchAround(context, place, signal);
    const removedNow = await removeEntries(context, await pick(query, found), signal);
    removed += removedNow;
    // Without progress the loop ends, also when another process was faster or a replica lags behind.
    if (removedNow === 0 || found.candidates.length + found.dead < PAGE) return removed;
  }
}

/** One page of the entries around a vector. */
async function searchAround(
  context: EntryContext,
  { scopeId, tags, vector }: Place,
  signal: AbortSignal | undefined,
): Promise<{ readonly query: QueryVector; readonly found: FoundEntries }> {
  const query = queryVectorOf(vector, context.settings.index.quantization);
  const search = { scopeId, tags, query, threshold: 1, count: PAGE, all: true };
  return { query, found: await searchEntries(context, search, { signal }) };
}

/** Compares by the stored code where its error bound leaves no doubt, else by the stored vector. */
async function pickNearer(
  context: EntryContext,
  query: QueryVector,
  { found, similarity, signal }: { found: FoundEntries; similarity: number; signal: AbortSignal | undefined },
): Promise<string[]> {
  const near: string[] = [];
  const doubtful: string[] = [];
  for (const { entryId, codeSimilarity, errorNorm } of found.candidates) {
    const bound = errorBound(query, errorNorm);
    if (codeSimilarity - bound >= similarity) near.push(entryId);
    else if (codeSimilarity + bound >= similarity) doubtful.push(entryId);
  }
  if (doubtful.length === 0) return near;
  const read = await readLiving(context, found.generation, doubtful, { signal });
  for (const { living, vector } of read.entries) {
    if (vector !== undefined && cosineSimilarity(query.vector, decodeFloat32Blob(vector)) >= similarity)
      near.push(living.entry.entryId);
  }
  return near;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `invalidate: ${problem}`);
}
