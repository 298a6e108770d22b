import { randomUUID } from "node:crypto";
import { Ticker } from "../async/index.js";
import type { BoundPolicy, CacheObserver, PolicyHost } from "../cache/contract/index.js";
import type { ResolvedObservingSettings } from "../options/index.js";
import type { AlertListener, LinkHook } from "./alerts.js";
import { AnswerClusters } from "./clusters/answer-clusters.js";
import type { LearningPolicy } from "./contract/learning-policy.js";
import { DriftObserver } from "./drift/drift-observer.js";
import type { DriftStatus } from "./drift/drift-report.js";
import { Outcomes } from "./outcomes.js";
import {
  compareArms,
  type ExperimentReport,
  figuresByCategory,
  figuresOf,
  type QualityReport,
} from "./quality-report.js";
import { QualityWatch } from "./quality-watch.js";
import { type Learners, SharedLearning } from "./shared/shared-learning.js";

/** Idle instances synchronise at most this many times less often. */
const MAX_IDLE_FACTOR = 10;

const UNWATCHED: DriftStatus = { level: "ok", moved: [], drifts: 0, lookups: 0 };

/** The policy of one cache, and its parts that learn. */
export interface Deciders extends Learners {
  readonly policy: LearningPolicy;
}

export interface LearnerOptions {
  readonly settings: ResolvedObservingSettings;
  readonly link: LinkHook | undefined;
  readonly onAlert: AlertListener | undefined;
}

/**
 * Watches the decisions of one cache: learns which were right, exchanges that with other instances, and reports how good the
 * decisions are. No request waits for it.
 */
export class Learner {
  readonly #host: PolicyHost;
  readonly #deciders: Deciders;
  readonly #options: LearnerOptions;
  readonly #outcomes: Outcomes;
  readonly #clusters: AnswerClusters;
  readonly #drift: DriftObserver | undefined;
  readonly #watch: QualityWatch;
  readonly #ticker: Ticker;
  #idleFactor = 1;
  readonly shared: SharedLearning;
  #state: "new" | "running" | "closed" = "new";
  #fitting: NodeJS.Immediate | undefined;

  constructor(host: PolicyHost, deciders: Deciders, options: LearnerOptions) {
    this.#host = host;
    this.#deciders = deciders;
    this.#options = options;
    const { settings, link, onAlert } = options;
    const { policy, evidence } = deciders;
    this.shared = new SharedLearning(host, deciders);
    this.#watch = new QualityWatch({
      host,
      errorBudget: settings.errorBudget,
      onAlert,
      counts: () => this.shared.counts.all.total,
    });
    this.#drift =
      settings.drift === false
        ? undefined
        : new DriftObserver({
            settings: settings.drift,
            policy,
            evidence,
            drifted: (status) => this.#drifted(status),
          });
    const windowSize = settings.drift === false ? 1 : settings.drift.windowSize;
    this.#clusters = new AnswerClusters(settings.clusters, windowSize);
    this.#outcomes = new Outcomes({
      host,
      policy,
      audits: settings.audits,
      counts: { byCategory: this.shared.counts.fresh, byArm: this.shared.arms.fresh },
      link,
      audited: (isRight, chance) => this.#drift?.audited(isRight, chance),
      compared: (substitution, isSame) => evidence?.compared(substitution, isSame),
      merged: (made, stored) => evidence?.links.merge(made, stored),
    });
    this.#ticker = new Ticker(() => this.#tick(), {
      retryMs: settings.syncMs,
      onFailure: (error) => host.reportFailure("learning", error),
    });
    evidence?.listen({
      labelled: () => this.#fitSoon(),
      changed: (mode, wrongShare) => this.#watch.modeChanged(mode, wrongShare),
    });
  }

  get tenant(): string {
    return this.#host.tenant;
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** @param closed - Called once, when the cache is closed. */
  bound(closed: () => void): BoundPolicy {
    const { policy, evidence } = this.#deciders;
    return {
      policy,
      // A reset replaces the model.
      words: evidence && { mayExchange: (words) => evidence.model.pairs.mayExchange(words) },
      observer: this.#observer(),
      isShadow: this.#options.settings.shadow,
      audit: (decided, produce) => this.#outcomes.audit(decided, produce),
      answeredInstead: (entryId, answer) => this.#outcomes.answeredInstead(entryId, answer),
      start: () => this.#start(),
      close: async () => {
        closed();
        await this.#close();
      },
    };
  }

  /** One exchange with Redis. @throws what Redis answers. */
  async quality(): Promise<QualityReport> {
    await this.#sync();
    const { policy, evidence, adaptive } = this.#deciders;
    const { shadow, errorBudget } = this.#options.settings;
    const counts = this.shared.counts.all;
    const drift = this.#drift?.status ?? UNWATCHED;
    const movedClusters = drift.level === "drift" ? await this.#clusters.moved() : [];
    return {
      tenant: this.#host.tenant,
      policy: policy.name,
      mode: evidence?.mode ?? policy.name,
      isShadow: shadow,
      errorBudget,
      total: figuresOf(counts.total),
      byCategory: figuresByCategory(counts),
      unlinkedShare: evidence?.links.unlinkedShare,
      model: evidence && {
        labels: evidence.model.labels,
        cut: evidence.model.cut,
        weights: evidence.model.weights,
        wordPairs: evidence.model.pairs.figures,
      },
      threshold: adaptive[0]?.exactAt,
      drift: { ...drift, movedClusters },
    };
  }

  /** One exchange with Redis. @throws what Redis answers. */
  async compare(): Promise<ExperimentReport> {
    await this.#sync();
    return compareArms(this.shared.arms.all);
  }

  /** @throws OctavecError `INVALID_ARGUMENT`; what Redis answers; the signal's reason. */
  clusters(options: Parameters<AnswerClusters["list"]>[1]): ReturnType<AnswerClusters["list"]> {
    return this.#clusters.list(this.#host, options);
  }

  /** @returns how many entries were removed. @throws OctavecError `INVALID_ARGUMENT`; what Redis answers. */
  invalidateCluster(clusterId: string, signal: AbortSignal | undefined): Promise<number> {
    return this.#clusters.remove(this.#host, clusterId, signal);
  }

  /** @returns whether the entry was there. @throws OctavecError `INVALID_ARGUMENT`; what Redis answers. */
  unlink(entryId: string): Promise<boolean> {
    return this.#host.relink(entryId, { to: `alone:${randomUUID()}` });
  }

  #observer(): CacheObserver {
    return {
      lookedUp: (event) => {
        this.#outcomes.lookedUp(event);
        this.#fitSoon();
        this.#clusters.lookedUp(event);
        this.#drift?.lookedUp(event);
      },
      stored: (event) => {
        this.#outcomes.stored(event);
        this.#clusters.stored(event);
      },
      judged: (verdict) => {
        this.#deciders.adaptive[0]?.judged(verdict);
        this.#deciders.evidence?.judged(verdict);
      },
      flushed: () => {
        this.#clusters.forget();
        this.#drift?.flushed();
      },
      cleared: () => {
        this.#outcomes.cleared();
        this.#clusters.forget();
        this.#drift?.cleared();
        this.shared.cleared();
      },
    };
  }

  #start(): void {
    if (this.#state !== "new") return;
    this.#state = "running";
    this.#watch.start();
    this.#ticker.schedule(0);
  }

  async #close(): Promise<void> {
    const wasRunning = this.#state === "running";
    this.#state = "closed";
    if (!wasRunning) return;
    this.#watch.close();
    await this.#outcomes.close();
    clearImmediate(this.#fitting);
    await this.#ticker.stop();
    await this.#ticker.run(async () => {
      await this.#sync();
      await this.shared.writeRecord();
      return undefined;
    });
  }

  /** Synchronises, less and less often while there is no news or no Redis. @returns milliseconds until the next time. */
  async #tick(): Promise<number> {
    this.#idleFactor = Math.min(MAX_IDLE_FACTOR, this.#idleFactor + 1);
    try {
      if (await this.#sync()) this.#idleFactor = 1;
    } catch (error) {
      this.#host.reportFailure("learning", error);
    }
    return this.#idleFactor * this.#options.settings.syncMs;
  }

  async #sync(): Promise<boolean> {
    const wasNew = await this.shared.sync();
    this.#watch.checkBudget();
    this.#fitSoon();
    return wasNew;
  }

  #drifted(status: DriftStatus): void {
    this.#clusters.drifted();
    this.#watch.drifted(status);
  }

  /** Fits the model if that is due, in a later iteration of the event loop. */
  #fitSoon(): void {
    const model = this.#deciders.evidence?.model;
    if (this.#fitting !== undefined || model?.needsFit !== true) return;
    this.#fitting = setImmediate(() => {
      this.#fitting = undefined;
      this.#deciders.evidence?.model.fit();
    });
  }
}
