import { createHash } from "node:crypto";
import { dotFloat32, unitVector } from "../../../quantization/index.js";
import { type AnswerCentroid, answerKey } from "./answer-centroids.js";

const MAX_REPRESENTATIVES = 10;

/** Answers of one scope whose questions are alike. */
export interface AnswerCluster {
  /** Of its answers: the same answers have the same id, in every process. */
  readonly id: string;
  readonly scopeId: string;
  /** Answer ids. */
  readonly answers: readonly string[];
  /** Stored questions that were counted. */
  readonly entries: number;
  /** Questions that this process answered with one of them. */
  readonly hits: number;
  /** Cosines of the answers' centroids with that of the cluster: 1 for an answer by itself. */
  readonly spread: { readonly lowest: number; readonly mean: number };
  /** Entry ids that stand for it: of up to ten of its answers, those in the middle first. */
  readonly representatives: readonly string[];
}

/** A cluster with what it takes to find its entries. */
export interface KnownCluster extends AnswerCluster {
  readonly members: readonly AnswerCentroid[];
}

/** @param members - Of one scope, at least one. */
export function clusterOf(members: readonly AnswerCentroid[]): KnownCluster {
  const units = members.map(({ mean }) => unitVector(mean));
  const sum = new Float32Array(units[0]?.length ?? 0);
  for (const unit of units) for (let j = 0; j < sum.length; j++) sum[j] = sum[j]! + unit[j]!;
  const centre = unitVector(sum);
  const placed = members
    .map((member, index) => ({
      member,
      cosine: Math.min(1, dotFloat32(units[index]!, 0, centre, 0, centre.length)),
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
