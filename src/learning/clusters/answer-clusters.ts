import type { CacheObserver, LookupEvent, StoreEvent } from "../../cache/contract/index.js";
import { scopeIdOfEntry } from "../../cache/question/index.js";
import { responseFingerprint } from "../../cache/text/index.js";
import { OctavecError } from "../../errors/index.js";
import { AnswerCentroids, answerKey } from "./answer-centroids.js";
import type { KnownCluster } from "./answer-cluster.js";
import { type AnswerCounts, AnswerShares } from "./answer-shares.js";
import { clusterAnswers } from "./cluster-answers.js";
import { type MovedCluster, movedClusters } from "./moved-clusters.js";

/** Clusters that can be named later on: those that were told of last. */
const MAX_KNOWN = 5_000;
/** In reports of drift. */
const SIMILARITY = 0.8;

/** Which answers are used in this process, what their questions have in common, and which clusters somebody was told of. */
export class AnswerClusters implements CacheObserver {
  readonly centroids: AnswerCentroids;
  readonly #windowSize: number;
  #shares: AnswerShares;
  readonly #known = new Map<string, KnownCluster>();
  /** Before the latest drift. */
  #before: AnswerCounts | undefined;

  constructor({ maxAnswers, windowSize }: { maxAnswers: number; windowSize: number }) {
    this.centroids = new AnswerCentroids(maxAnswers);
    this.#windowSize = windowSize;
    this.#shares = new AnswerShares(windowSize);
  }

  lookedUp({ result, vector }: LookupEvent): void {
    if (!result.hit) return;
    const scopeId = scopeIdOfEntry(result.entryId);
    this.centroids.served(scopeId, result.answerId, vector);
    this.#shares.note(answerKey(scopeId, result.answerId));
  }

  stored({ answer, result, vector }: StoreEvent): void {
    if (!result.stored || vector === undefined) return;
    const scopeId = scopeIdOfEntry(result.entryId);
    const answerId = answer.answerId ?? responseFingerprint(answer.response);
    this.centroids.stored(scopeId, answerId, result.entryId, vector);
    this.#shares.note(answerKey(scopeId, answerId));
  }

  drifted(): void {
    this.#before = this.#shares.takeFirst();
  }

  cleared(): void {
    this.centroids.clear();
    this.#shares = new AnswerShares(this.#windowSize);
    this.#known.clear();
    this.#before = undefined;
  }

  /** Clusters of this process' answers whose share of the look-ups is not what it was before the latest drift. @throws the signal's reason. */
  async moved(signal?: AbortSignal): Promise<readonly MovedCluster[]> {
    const before = this.#before;
    if (before === undefined) return [];
    const clusters = await clusterAnswers(this.centroids.all(), SIMILARITY, signal);
    this.remember(clusters);
    return movedClusters(clusters, { before, now: this.#shares.now });
  }

  /** From now on these can be named by their ids. */
  remember(clusters: readonly KnownCluster[]): void {
    for (const cluster of clusters) {
      this.#known.delete(cluster.id);
      this.#known.set(cluster.id, cluster);
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN) break;
      this.#known.delete(id);
    }
  }

  /** @throws OctavecError `INVALID_ARGUMENT` for an id that this process has not given out lately. */
  known(id: string): KnownCluster {
    const cluster = this.#known.get(id);
    if (cluster !== undefined) return cluster;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "cluster: expected an id that clusters() or quality() of this cache object gave; ask again, clusters change.",
    );
  }
}
