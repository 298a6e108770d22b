import type {
  Answer,
  CacheObserver,
  DecisionPolicy,
  LookupEvent,
  StoreEvent,
} from "../cache/contract/index.js";
import { createQualityRecorder, type QualityRecorder } from "../telemetry/index.js";
import type { AlertListener } from "./cache-alert.js";
import { EvidencePolicy } from "./evidence/evidence-policy.js";
import { compareArms, type ExperimentReport } from "./experiment-report.js";
import type { LearningParts } from "./learning-parts.js";
import type { LinkHook } from "./link-hook.js";
import { type AuditedHit, Outcomes } from "./outcomes.js";
import { figuresOf, type QualityReport, qualityReport } from "./quality-report.js";
import { SharedLearning } from "./shared-learning.js";
import { Trips } from "./trips.js";

/** Fewer say nothing about the budget. */
const LEAST_AUDITS = 10;

/** What users and telemetry supply. */
export interface LearningHooks {
  readonly link: LinkHook | undefined;
  readonly alert: AlertListener;
  readonly random?: (() => number) | undefined;
}

/**
 * Learns from what becomes of decisions and carries it to Redis and back; says how good they are. Nothing here is waited for by a
 * request.
 */
export class Learning implements CacheObserver {
  readonly #parts: LearningParts;
  readonly #alert: AlertListener;
  readonly #outcomes: Outcomes;
  readonly #trips: Trips;
  readonly learned: SharedLearning;
  readonly #evidence: EvidencePolicy | undefined;
  /** Whether Redis has any part in it. */
  readonly #isShared: boolean;
  #recorder: QualityRecorder | undefined;
  #fitting: NodeJS.Immediate | undefined;
  #isBreached = false;

  constructor(parts: LearningParts, { link, alert, random = Math.random }: LearningHooks) {
    this.#parts = parts;
    this.#alert = alert;
    const { settings, policy, executor, keys, space } = parts;
    const { audits, shadow } = settings;
    this.#evidence = evidenceIn(policy);
    const isAudited = audits !== false && (audits.share > 0 || policy.auditChance !== undefined);
    this.#isShared = policy.learn !== undefined || isAudited || shadow;
    this.learned = new SharedLearning(executor, keys, this.#evidence, space);
    this.#outcomes = new Outcomes(parts, {
      counts: { byCategory: this.learned.counts.fresh, byArm: this.learned.arms.fresh },
      link,
      random,
      merged: (made, stored) => this.#evidence?.links.merge(made, stored),
    });
    this.#trips = new Trips(() => this.#trip(), settings.learning.syncMs);
    this.#evidence?.listen({
      labelled: () => this.#fitSoon(),
      changed: (mode, wrongShare) => {
        this.#recorder?.changed(mode);
        alert({ kind: "decision-mode", mode, wrongShare });
      },
    });
  }

  lookedUp(event: LookupEvent): void {
    this.#outcomes.lookedUp(event);
    this.#fitSoon();
  }

  stored(event: StoreEvent): void {
    this.#outcomes.stored(event);
  }

  /** Redis has forgotten it all and says so with the next trip. */
  cleared(): void {
    this.#outcomes.forget();
  }

  /** In shadow mode, for who does not store the answer. */
  withheld(entryId: string, answer: Answer): void {
    this.#outcomes.withheld(entryId, answer);
  }

  /** Perhaps checks a hit in the background. Gives whether it will be. */
  auditPerhaps(
    audited: AuditedHit,
    question: string,
    produce: (signal: AbortSignal) => Promise<Answer>,
  ): boolean {
    return this.#outcomes.auditPerhaps(audited, question, produce);
  }

  start(): void {
    if (this.#isShared) this.#trips.start();
  }

  /** Begins to record the bound of the error, and changes. `tenant`: undefined when it is not to be named. */
  record(...target: Parameters<typeof createQualityRecorder>): void {
    this.#recorder = createQualityRecorder(...target);
    this.#recorder?.watch(() => this.#errorUpperBound);
  }

  async close(): Promise<void> {
    this.#recorder?.close();
    await this.#outcomes.close();
    clearImmediate(this.#fitting);
    this.#trips.stop();
    if (!this.#isShared) return;
    await this.#trips
      .now()
      .then(() => this.learned.writeRecord())
      .catch(() => undefined);
  }

  /** One trip now. @throws what keeps it from being made. */
  async syncNow(): Promise<void> {
    await this.#trips.now();
  }

  /** Reads what others counted, if Redis has any part in it. @throws what keeps it from being read. */
  async report(): Promise<QualityReport> {
    if (this.#isShared) await this.#trips.now();
    return qualityReport(this.#parts, this.#evidence, this.learned.counts.all);
  }

  /** Undefined where no experiment is on. @throws what keeps it from being read. */
  async compare(): Promise<ExperimentReport | undefined> {
    if (this.#parts.policy.parts === undefined) return undefined;
    await this.#trips.now();
    return compareArms(this.learned.arms.all);
  }

  async #trip(): Promise<boolean> {
    const wasNew = await this.learned.sync();
    this.#watchBudget();
    this.#fitSoon();
    return wasNew;
  }

  /** Of wrong answers per look-up, as far as known here; undefined without audits. */
  get #errorUpperBound(): number | undefined {
    const { audits, errorRate } = figuresOf(this.learned.counts.all.total);
    return audits === 0 ? undefined : errorRate.high;
  }

  /** Tells of a breach once, until the error is within the budget again. */
  #watchBudget(): void {
    const { errorBudget } = this.#parts.settings;
    const { errorRate, audits } = figuresOf(this.learned.counts.all.total);
    const isBreached = audits >= LEAST_AUDITS && errorRate.low > errorBudget;
    if (isBreached && !this.#isBreached) this.#alert({ kind: "budget-breached", errorRate, errorBudget });
    this.#isBreached = isBreached;
  }

  /** In a turn of the event loop of its own, when it is due. */
  #fitSoon(): void {
    if (this.#fitting !== undefined || this.#evidence?.model.needsFit !== true) return;
    this.#fitting = setImmediate(() => {
      this.#fitting = undefined;
      this.#evidence?.model.fit();
    });
  }
}

/** The one that learns: the policy itself, or the first such part of an experiment. */
function evidenceIn(policy: DecisionPolicy): EvidencePolicy | undefined {
  return [policy, ...(policy.parts ?? [])].find((part) => part instanceof EvidencePolicy);
}
