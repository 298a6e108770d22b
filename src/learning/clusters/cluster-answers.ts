import { unitVector } from "../../../quantization/index.js";
import type { AnswerCentroid } from "./answer-centroids.js";
import { clusterOf, type KnownCluster } from "./answer-cluster.js";
import { mergeSimilar } from "./merge-similar.js";

/** Clusters within each scope, those with most hits and entries first. @throws the signal's reason. */
export async function clusterAnswers(
  answers: readonly AnswerCentroid[],
  similarity: number,
  signal?: AbortSignal,
): Promise<KnownCluster[]> {
  const clusters: KnownCluster[] = [];
  for (const ofScope of byScope(answers)) {
    const units = ofScope.map(({ mean }) => unitVector(mean));
    for (const indices of await mergeSimilar(units, similarity, signal)) {
      clusters.push(clusterOf(indices.map((index) => ofScope[index]!)));
    }
  }
  return clusters.sort((a, b) => b.hits - a.hits || b.entries - a.entries || (a.id < b.id ? -1 : 1));
}

function byScope(answers: readonly AnswerCentroid[]): Iterable<AnswerCentroid[]> {
  const scopes = new Map<string, AnswerCentroid[]>();
  for (const answer of answers) {
    const ofScope = scopes.get(answer.scopeId);
    if (ofScope === undefined) scopes.set(answer.scopeId, [answer]);
    else ofScope.push(answer);
  }
  return scopes.values();
}
