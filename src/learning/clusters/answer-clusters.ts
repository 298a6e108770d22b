import type { CacheObserver, LookupEvent, PolicyHost, StoreEvent } from "../../cache/contract/index.js";
import { OctavecError } from "../../errors/index.js";
import type { ResolvedObservingSettings } from "../../options/index.js";
import { responseFingerprint } from "../../text/index.js";
import { AnswerCentroids, answerKey } from "./answer-centroids.js";
import { type AnswerCluster, clusterAnswers, type KnownCluster } from "./cluster-answers.js";
import { type AnswerCounts, AnswerShares, type MovedCluster, movedClusters } from "./moved-clusters.js";

/** Answers that are clustered, at most. Their cosines take 16 MiB, and clustering takes some seconds, in slices. */
const MAX_ANSWERS = 2_000;

export interface ClustersOptions {
  /** Least mean cosine similarity between the answers of a cluster, 0 to 1. Default 0.8. */
  readonly similarity?: number | undefined;
  /** Number of clusters to return, 1 to 2,000. Those with the most hits and entries come first. Default 100. */
  readonly limit?: number | undefined;
  /**
   * `stored` (the default): reads all entries in Redis with their vectors, and clusters the last 2,000 answers of them. `used`:
   * clusters the answers that this process stored or served, up to `clusters.maxAnswers`; reads nothing.
   */
  readonly of?: "stored" | "used" | undefined;
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Only the clusters that were reported last can be invalidated by their id. */
const MAX_REPORTED = 5_000;
/** Default of `similarity`, also in reports of drift. */
const SIMILARITY = 0.8;

/** The answers that this process uses, the centroids of their questions, and the clusters that were reported. */
export class AnswerClusters implements CacheObserver {
  readonly #centroids: AnswerCentroids;
  readonly #isKept: boolean;
  readonly #windowSize: number;
  #shares: AnswerShares;
  /** By id, in the order in which they were reported. */
  readonly #reported = new Map<string, KnownCluster>();
  /** How often answers were used before the latest drift. */
  #before: AnswerCounts | undefined;

  /**
   * @param clusters - False: no used answers are kept.
   * @param windowSize - Look-ups in the windows whose answers are compared after a drift.
   */
  constructor(clusters: ResolvedObservingSettings["clusters"], windowSize: number) {
    this.#isKept = clusters !== false;
    this.#centroids = new AnswerCentroids(clusters === false ? 1 : clusters.maxAnswers);
    this.#windowSize = windowSize;
    this.#shares = new AnswerShares(windowSize);
  }

  lookedUp({ identity, result, vector }: LookupEvent): void {
    if (!this.#isKept || !result.hit || identity === undefined) return;
    const { scopeId } = identity;
    this.#centroids.served(scopeId, result.answerId, vector);
    this.#shares.note(answerKey(scopeId, result.answerId));
  }

  stored({ identity, answer, result, vector }: StoreEvent): void {
    if (!this.#isKept || !result.stored || vector === undefined) return;
    const { scopeId } = identity;
    const answerId = answer.answerId ?? responseFingerprint(answer.response);
    this.#centroids.stored(scopeId, answerId, result.entryId, vector);
    this.#shares.note(answerKey(scopeId, answerId));
  }

  /** A drift was noticed. From now on look-ups are compared with the first ones before the drift. */
  drifted(): void {
    if (this.#isKept) this.#before = this.#shares.takeFirst();
  }

  forget(): void {
    this.#centroids.clear();
    this.#shares = new AnswerShares(this.#windowSize);
    this.#reported.clear();
    this.#before = undefined;
  }

  /** Clusters whose share of the look-ups has changed since the latest drift. */
  async moved(): Promise<readonly MovedCluster[]> {
    const before = this.#before;
    if (before === undefined) return [];
    const clusters = await clusterAnswers(this.#centroids.all(), SIMILARITY);
    this.#remember(clusters);
    return movedClusters(clusters, { before, now: this.#shares.now });
  }

  /** @throws OctavecError `INVALID_ARGUMENT`; what Redis answers; the signal's reason. */
  async list(
    host: PolicyHost,
    { similarity = SIMILARITY, limit = 100, of = "stored", signal }: ClustersOptions,
  ): Promise<AnswerCluster[]> {
    if (!(similarity >= 0 && similarity <= 1)) {
      throw invalid("similarity: expected a mean cosine similarity from 0 to 1.");
    }
    if (!(Number.isInteger(limit) && limit >= 1 && limit <= MAX_ANSWERS)) {
      throw invalid("limit: expected a whole number from 1 to 2,000.");
    }
    if (of !== "stored" && of !== "used") throw invalid('of: expected "stored" or "used".');
    const centroids = of === "used" ? this.#centroids : await this.#read(host, signal);
    const found = (await clusterAnswers(centroids.all(), similarity, signal)).slice(0, limit);
    this.#remember(found);
    return found.map(({ members: _, ...cluster }) => cluster);
  }

  /**
   * Removes the entries of a cluster. @returns how many.
   * @throws OctavecError `INVALID_ARGUMENT` for an id that was not reported here lately; what Redis answers.
   */
  async remove(host: PolicyHost, clusterId: string, signal: AbortSignal | undefined): Promise<number> {
    const cluster = this.#reported.get(clusterId);
    if (cluster === undefined) {
      throw invalid(
        "expected an id that clusters() or quality() of this policy returned lately. Call clusters() again: clusters change.",
      );
    }
    const { scopeId, answers, members } = cluster;
    const around = members.map(({ mean, entryIds }) => ({ vector: mean, entryIds: [...entryIds] }));
    return host.removeAnswers({ scopeId, answerIds: new Set(answers), around }, { signal });
  }

  async #read(host: PolicyHost, signal: AbortSignal | undefined): Promise<AnswerCentroids> {
    const centroids = new AnswerCentroids(MAX_ANSWERS);
    const seen = new Set<string>();
    for await (const { entryId, scopeId, answerId, vector } of host.entries({ signal })) {
      if (vector === undefined || seen.has(entryId)) continue;
      seen.add(entryId);
      centroids.stored(scopeId, answerId, entryId, vector);
    }
    for (const answer of centroids.all()) {
      answer.hits = this.#centroids.of(answerKey(answer.scopeId, answer.answerId))?.hits ?? 0;
    }
    return centroids;
  }

  /** From now on {@link remove} knows these. */
  #remember(clusters: readonly KnownCluster[]): void {
    for (const cluster of clusters) {
      this.#reported.delete(cluster.id);
      this.#reported.set(cluster.id, cluster);
    }
    for (const id of this.#reported.keys()) {
      if (this.#reported.size <= MAX_REPORTED) break;
      this.#reported.delete(id);
    }
  }
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `clusters: ${problem}`);
}
