import { createHash } from "node:crypto";
import { dotFloat32, unitVector } from "../../../quantization/index.js";
import { type AnswerCentroid, answerKey } from "./answer-centroids.js";
import { mergeSimilar } from "./merge-similar.js";

const MAX_REPRESENTATIVES = 10;

/** Answers of one scope with similar questions. */
export interface AnswerCluster {
  /** A hash of its answers: the same in every process. */
  readonly id: string;
  readonly scopeId: string;
  /** Answer ids. */
  readonly answers: readonly string[];
  /** Stored questions that were read. */
  readonly entries: number;
  /** Questions that this process answered with one of these answers. */
  readonly hits: number;
  /** Cosine similarities of the answers' centroids to that of the cluster; 1 for a single answer. */
  readonly spread: { readonly lowest: number; readonly mean: number };
  /** Entry ids: one typical entry for each of the ten most central answers. */
  readonly representatives: readonly string[];
}

/** A cluster with the centroids of its answers. */
export interface KnownCluster extends AnswerCluster {
  readonly members: readonly AnswerCentroid[];
}

/** Clusters the answers of each scope. Clusters with the most hits and entries come first. @throws the signal's reason. */
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

/** @param members - At least one, all of one scope. */
function clusterOf(members: readonly AnswerCentroid[]): KnownCluster {
  const units = members.map(({ mean }) => unitVector(mean));
  const sum = new Float32Array(units[0]?.length ?? 0);
  for (const unit of units) for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + unit[j]!;
  const centre = unitVector(sum);
  const placed = members
    .map((member, index) => ({
      member,
      cosine: Math.min(1, dotFloat32(units[index]!, centre)),
    }))
    .sort((a, b) => b.cosine - a.cosine);
  const scopeId = members[0]?.scopeId ?? "";
  const answers = members.map(({ answerId }) => answerId).sort();
  return {
    id: idOf(scopeId, answers),
    scopeId,
    answers,
    entries: total(members, ({ entries }) => entries),
    hits: total(members, ({ hits }) => hits),
    spread: {
      lowest: placed.at(-1)?.cosine ?? 1,
      mean: placed.reduce((all, { cosine }) => all + cosine, 0) / placed.length,
    },
    representatives: placed
      .flatMap(({ member }) => member.representative ?? [])
      .slice(0, MAX_REPRESENTATIVES),
    members,
  };
}

function idOf(scopeId: string, answers: readonly string[]): string {
  const hash = createHash("sha256");
  for (const answer of answers) hash.update(`${answerKey(scopeId, answer)}\n`);
  return hash.digest("base64url").slice(0, 16);
}

function total(members: readonly AnswerCentroid[], of: (member: AnswerCentroid) => number): number {
  return members.reduce((sum, member) => sum + of(member), 0);
}
