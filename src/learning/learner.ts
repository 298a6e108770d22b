import { randomUUID } from "node:crypto";
import { Ticker } from "../async/index.js";
import type { BoundPolicy, CacheObserver, PolicyHost, VerdictEvent } from "../cache/contract/index.js";
import type { ResolvedObservingSettings } from "../options/index.js";
import { createQualityRecorder, type QualityRecorder } from "../telemetry/index.js";
import type { AlertListener, CacheAlert, LinkHook } from "./alerts.js";
import { AnswerClusters } from "./clusters/answer-clusters.js";
import { DriftObserver } from "./drift/drift-observer.js";
import type { DriftStatus } from "./drift/drift-report.js";
import type { LearningPolicy } from "./learning-policy.js";
import { Outcomes } from "./outcomes.js";
import {
  compareArms,
  type ExperimentReport,
  figuresByCategory,
  figuresOf,
  type QualityReport,
} from "./quality-report.js";
import { type Learners, SharedLearning } from "./shared/shared-learning.js";

/** With fewer audits nothing is said about the budget. */
const LEAST_AUDITS = 10;
/** Idle instances synchronise up to so many times less often. */
const MAX_IDLE_FACTOR = 10;
/** Answers whose centroids are kept where `clusters` is off: none are noted, so the number does not matter. */
const NO_ANSWERS = 1;

const UNWATCHED: DriftStatus = { level: "ok", moved: [], drifts: 0, lookups: 0 };

/** What decides in one cache, and which parts of it learn. */
export interface Deciders extends Learners {
  readonly policy: LearningPolicy;
}

export interface LearnerOptions {
  readonly settings: ResolvedObservingSettings;
  readonly link: LinkHook | undefined;
  readonly onAlert: AlertListener | undefined;
  readonly random?: (() => number) | undefined;
}

/**
 * Watches the decisions of one cache: learns from what became of them, exchanges that with other instances, and reports how
 * good the decisions are. No request waits for anything here.
 */
export class Learner {
  readonly #host: PolicyHost;
  readonly #deciders: Deciders;
  readonly #options: LearnerOptions;
  readonly #outcomes: Outcomes;
  readonly #clusters: AnswerClusters;
  readonly #drift: DriftObserver | undefined;
  readonly #ticker: Ticker;
  #idleFactor = 1;
  #recorder: QualityRecorder | undefined;
  readonly shared: SharedLearning;
  #state: "new" | "running" | "closed" = "new";
  #fitting: NodeJS.Immediate | undefined;
  #isBreached = false;

  constructor(host: PolicyHost, deciders: Deciders, options: LearnerOptions) {
    this.#host = host;
    this.#deciders = deciders;
    this.#options = options;
    const { settings, link, random = Math.random } = options;
    const { policy, evidence } = deciders;
    this.shared = new SharedLearning(host, deciders);
    this.#drift =
      settings.drift === false
        ? undefined
        : new DriftObserver({
            settings: settings.drift,
            policy,
            evidence,
            drifted: (status) => this.#drifted(status),
          });
    this.#clusters = new AnswerClusters({
      maxAnswers: settings.clusters === false ? NO_ANSWERS : settings.clusters.maxAnswers,
      windowSize: settings.drift === false ? 1 : settings.drift.windowSize,
    });
    this.#outcomes = new Outcomes({
      host,
      policy,
      audits: settings.audits,
      counts: { byCategory: this.shared.counts.fresh, byArm: this.shared.arms.fresh },
      link,
      random,
      audited: (isRight, chance) => this.#drift?.audited(isRight, chance),
      merged: (made, stored) => evidence?.links.merge(made, stored),
    });
    this.#ticker = new Ticker(() => this.#tick(), {
      retryMs: settings.syncMs,
      onFailure: (error) => host.reportFailure("learning", error),
    });
    evidence?.listen({
      labelled: () => this.#fitSoon(),
      changed: (mode, wrongShare) => {
        this.#recorder?.changed(mode);
        this.#alert({ kind: "decision-mode", mode, wrongShare });
      },
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
    return {
      policy: this.#deciders.policy,
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
    const clusters = this.#options.settings.clusters === false ? undefined : this.#clusters;
    return {
      lookedUp: (event) => {
        this.#outcomes.lookedUp(event);
        this.#fitSoon();
        clusters?.lookedUp(event);
        this.#drift?.lookedUp(event);
      },
      stored: (event) => {
        this.#outcomes.stored(event);
        clusters?.stored(event);
      },
      judged: (verdict) => this.#judged(verdict),
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

  /** Feedback on hits by meaning. On other hits it says nothing about similarity. */
  #judged({ correct, tier, similarity }: VerdictEvent): void {
    if (similarity === undefined || (tier !== "semantic" && tier !== undefined)) return;
    const sample = { similarity: Math.min(1, similarity), isRight: correct, isAudit: false };
    this.#deciders.adaptive[0]?.note(sample);
  }

  #start(): void {
    if (this.#state !== "new") return;
    this.#state = "running";
    const { metrics } = this.#host;
    this.#recorder = metrics && createQualityRecorder(metrics.tenant, metrics.meterProvider);
    this.#recorder?.watch(() => this.#errorUpperBound);
    this.#ticker.schedule(0);
  }

  async #close(): Promise<void> {
    const wasRunning = this.#state === "running";
    this.#state = "closed";
    if (!wasRunning) return;
    this.#recorder?.close();
    await this.#outcomes.close();
    clearImmediate(this.#fitting);
    await this.#ticker.stop();
    await this.#ticker.run(async () => {
      await this.#sync();
      await this.shared.writeRecord();
      return undefined;
    });
  }

  /** Idle instances, and instances without Redis, synchronise less and less often. @returns milliseconds until the next time. */
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
    this.#checkBudget();
    this.#fitSoon();
    return wasNew;
  }

  #drifted(status: DriftStatus): void {
    this.#alert({ kind: "drift", moved: status.moved });
    if (this.#options.settings.clusters !== false) this.#clusters.drifted();
    for (const { input, level } of status.moved) if (level === "drift") this.#recorder?.drifted(input);
  }

  /** Of the wrong answers per look-up; undefined without audits. */
  get #errorUpperBound(): number | undefined {
    const { audits, errorRate } = figuresOf(this.shared.counts.all.total);
    return audits === 0 ? undefined : errorRate.high;
  }

  /** Reports a breach once, until the error is within the budget again. */
  #checkBudget(): void {
    const { errorBudget } = this.#options.settings;
    const { errorRate, audits } = figuresOf(this.shared.counts.all.total);
    const isBreached = audits >= LEAST_AUDITS && errorRate.low > errorBudget;
    if (isBreached && !this.#isBreached) this.#alert({ kind: "budget-breached", errorRate, errorBudget });
    this.#isBreached = isBreached;
  }

  /** A listener that throws must not disturb the look-up during which it is called. */
  #alert(alert: CacheAlert): void {
    try {
      this.#options.onAlert?.(alert);
    } catch (error) {
      this.#host.reportFailure("alert-listener", error);
    }
  }

  /** Fits the model, if that is due, in an iteration of the event loop of its own. */
  #fitSoon(): void {
    const model = this.#deciders.evidence?.model;
    if (this.#fitting !== undefined || model?.needsFit !== true) return;
    this.#fitting = setImmediate(() => {
      this.#fitting = undefined;
      this.#deciders.evidence?.model.fit();
    });
  }
}
