import type { CacheParts } from "../../cache/cache-parts.js";
import { exportEntries } from "../../cache/entries/index.js";
import { scopeIdOfEntry } from "../../cache/question/index.js";
import { decodeFloat32Blob } from "../../commands/index.js";
import { OctavecError } from "../../errors/index.js";
import { AnswerCentroids, answerKey } from "./answer-centroids.js";
import type { AnswerCluster } from "./answer-cluster.js";
import { clusterAnswers } from "./cluster-answers.js";

/** 16 MiB of cosines, and some seconds of work in slices. */
const MAX_ANSWERS = 2_000;

export interface ClustersOptions {
  /** Answers whose questions have at least this mean cosine are in one cluster, 0 to 1. Default 0.8. */
  readonly similarity?: number | undefined;
  /** Clusters given, those with most hits and entries: 1 to 2,000. Default 100. */
  readonly limit?: number | undefined;
  /**
   * `stored` (the default): all entries in Redis are read, with their vectors, and the 2,000 answers that come last are clustered.
   * `used`: what this process stored and served itself, up to `clusters.maxAnswers`; reads nothing.
   */
  readonly of?: "stored" | "used" | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws OctavecError `INVALID_ARGUMENT`; what Redis answers; the signal's reason. */
export async function listClusters(
  parts: CacheParts,
  { similarity = 0.8, limit = 100, of = "stored", signal }: ClustersOptions,
): Promise<AnswerCluster[]> {
  if (!(similarity >= 0 && similarity <= 1)) {
    throw invalid("similarity: expected a mean cosine similarity from 0 to 1.");
  }
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_ANSWERS)) {
    throw invalid("limit: expected a whole number from 1 to 2,000.");
  }
  if (of !== "stored" && of !== "used") throw invalid('of: expected "stored" or "used".');
  const { clusters } = parts;
  const centroids = of === "used" ? clusters.centroids : await readCentroids(parts, signal);
  const found = (await clusterAnswers(centroids.all(), similarity, signal)).slice(0, limit);
  clusters.remember(found);
  return found.map(({ members: _, ...cluster }) => cluster);
}

async function readCentroids(parts: CacheParts, signal: AbortSignal | undefined): Promise<AnswerCentroids> {
  const reply = await parts.executor.send(["GET", parts.keys.generation], { readOnly: true, signal });
  parts.generation.note(typeof reply === "string" ? reply : "0");
  const centroids = new AnswerCentroids(MAX_ANSWERS);
  const seen = new Set<string>();
  for await (const { entryId, answerId, vector } of exportEntries(parts, { signal })) {
    if (vector === undefined || seen.has(entryId)) continue;
    seen.add(entryId);
    const decoded = decodeFloat32Blob(Buffer.from(vector, "base64"));
    centroids.stored(scopeIdOfEntry(entryId), answerId, entryId, decoded);
  }
  for (const answer of centroids.all()) {
    answer.hits = parts.clusters.centroids.of(answerKey(answer.scopeId, answer.answerId))?.hits ?? 0;
  }
  return centroids;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `clusters: ${problem}`);
}
