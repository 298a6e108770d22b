import { cosineSimilarity } from "../../../../quantization/index.js";
import { decodeFloat32Blob } from "../../../commands/index.js";
import { OctavecError } from "../../../errors/index.js";
import type { AnswersInScope } from "../../contract/index.js";
import type { CacheRequest } from "../../question/index.js";
import { identityOf, tagFilter } from "../../question/index.js";
import type { EntryContext } from "../entry-context.js";
import type { FoundEntry } from "../search/found-entry.js";
import { errorBound, type QueryVector, queryVectorOf } from "../search/query-vector.js";
import { embedTexts } from "../store/embed-texts.js";
import { readLiving } from "../transfer/read-living.js";
import { removeEntries } from "./remove-entry.js";

/** Neighbours in one search. */
const PAGE = 256;

type Pick = (query: QueryVector, candidates: readonly FoundEntry[], generation: string) => Promise<string[]>;

/** Removes the entries of the question's scope, with all of its tags, whose similarity to it is at least `similarity`. */
export async function dropNear(
  parts: EntryContext,
  request: CacheRequest,
  similarity: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const identity = await identityOf(parts, request, signal);
  if ("bypass" in identity)
    throw invalid(`near: expected a question that can be cached, got one that is not (${identity.bypass}).`);
  const [vector] = (await embedTexts(parts, [identity.text], identity.category, signal)) ?? [];
  if (vector === undefined) throw invalid("near: needs an embedder, and this cache has none.");
  const { scopeId, tags } = identity;
  const filter = tagFilter(parts.hasher, tags);
  return dropAround(parts, { scopeId, vector, filter }, nearer(parts, similarity, signal), signal);
}

/** Removes the entries with one of these answers: known ones, and those that a search around the vectors finds. */
export async function dropAnswers(
  parts: EntryContext,
  { scopeId, answerIds, around }: AnswersInScope,
  signal: AbortSignal | undefined,
): Promise<number> {
  const pick: Pick = async (_, candidates) =>
    candidates.flatMap(({ entryId, answerId }) => (answerIds.has(answerId) ? [entryId] : []));
  const options = { signal, fromPrimary: true };
  let entries = 0;
  for (const { vector, entryIds } of around) {
    entries += await dropAround(parts, { scopeId, vector, filter: "" }, pick, signal);
    const { executor, keys, generation } = parts;
    const known = await readLiving(executor, keys, generation.current, entryIds, options);
    const left = known.entries.flatMap(({ living: { entry } }) =>
      answerIds.has(entry.answerId) ? [entry.entryId] : [],
    );
    entries += await removeEntries(parts, left, signal);
  }
  return entries;
}

/** Searches, removes the picked entries, and searches again while whole pages came back. */
async function dropAround(
  parts: EntryContext,
  { scopeId, vector, filter }: { scopeId: string; vector: Float32Array; filter: string },
  pick: Pick,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { searcher, settings } = parts;
  if (searcher === undefined) throw invalid("this needs an embedder, and this cache has none.");
  const query = queryVectorOf(vector, settings.index.quantization);
  const search = { scopeId, query, threshold: 1, count: PAGE, filter, all: true };
  let entries = 0;
  for (;;) {
    const { candidates, generation, dead } = await searcher.search(search, parts.generation.current, {
      signal,
    });
    const ids = await pick(query, candidates, generation);
    const removed = await removeEntries(parts, ids, signal);
    entries += removed;
    // Without progress the loop ends, also when another process was faster or a replica lags behind.
    if (removed === 0 || candidates.length + dead < PAGE) return entries;
  }
}

/** Compares by the stored code where its error bound leaves no doubt, else by the stored vector. */
function nearer(parts: EntryContext, similarity: number, signal: AbortSignal | undefined): Pick {
  return async (query, candidates, generation) => {
    const near: string[] = [];
    const doubtful: string[] = [];
    for (const { entryId, codeSimilarity, errorNorm } of candidates) {
      const bound = errorBound(query, errorNorm);
      if (codeSimilarity - bound >= similarity) near.push(entryId);
      else if (codeSimilarity + bound >= similarity) doubtful.push(entryId);
    }
    if (doubtful.length === 0) return near;
    const read = await readLiving(parts.executor, parts.keys, generation, doubtful, { signal });
    for (const { living, vector } of read.entries) {
      if (vector === undefined) continue;
      if (cosineSimilarity(query.vector, decodeFloat32Blob(vector)) >= similarity)
        near.push(living.entry.entryId);
    }
    return near;
  };
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `invalidate: ${problem}`);
}
