import { createQualityRecorder, type QualityRecorder } from "../../telemetry/index.js";
import type { CacheObserver, LookupEvent, StoreEvent } from "../cache-observer.js";
import { type Decision, type DecisionPolicy, EvidencePolicy } from "../decision/index.js";
import { readEntry } from "../exact/index.js";
import type { CacheHit } from "../lookup/lookup-result.js";
import type { Answer } from "../store/store-result.js";
import { responseFingerprint, wordHashes } from "../text/index.js";
import { BackgroundCalls } from "./background-calls.js";
import type { AlertListener } from "./cache-alert.js";
import { compareArms, type ExperimentReport } from "./experiment-report.js";
import type { LearningParts } from "./learning-parts.js";
import type { LinkHook } from "./link-hook.js";
import { PendingDecisions } from "./pending-decisions.js";
import { figuresByCategory, figuresOf, type QualityReport } from "./quality-report.js";
import { relinkEntry } from "./relink-entry.js";
import { SharedLearning } from "./shared-learning.js";

/** Idle instances ask this many times less often. */
const MAX_IDLE_FACTOR = 10;

/** Fewer say nothing about the budget. */
const LEAST_AUDITS = 10;

/** A hit that is to be checked. */
export interface AuditedHit {
  readonly hit: CacheHit;
  readonly decision: Decision;
  readonly category: string | undefined;
}

/**
 * What becomes of decisions: labels misses by the answers that are stored after them, audits hits, counts, and carries it all to
 * Redis and back. Nothing here is waited for by a request.
 */
export class Learning implements CacheObserver {
  readonly #parts: LearningParts;
  readonly #random: () => number;
  readonly #link: LinkHook | undefined;
  readonly #alert: AlertListener;
  readonly #pending = new PendingDecisions();
  readonly #audits: BackgroundCalls;
  readonly #links: BackgroundCalls;
  readonly learned: SharedLearning;
  readonly #evidence: EvidencePolicy | undefined;
  /** Whether Redis has any part in it. */
  readonly isShared: boolean;
  readonly #recorder: QualityRecorder | undefined;
  #fitting: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  #syncing: Promise<boolean> | undefined;
  #idleFactor = 1;
  #isBreached = false;

  constructor(
    parts: LearningParts,
    {
      link,
      alert,
      random = Math.random,
    }: { link: LinkHook | undefined; alert: AlertListener; random?: () => number },
  ) {
    this.#parts = parts;
    this.#random = random;
    this.#link = link;
    this.#alert = alert;
    const { settings, policy, executor, keys, space } = parts;
    const { audits, shadow } = settings;
    this.#audits = new BackgroundCalls(audits === false ? { maxConcurrent: 0, timeoutMs: 1 } : audits);
    this.#links = new BackgroundCalls({
      maxConcurrent: link?.maxConcurrent ?? 2,
      timeoutMs: link?.timeoutMs ?? 30_000,
    });
    this.#evidence = evidenceIn(policy);
    const isAudited = audits !== false && (audits.share > 0 || policy.auditChance !== undefined);
    this.isShared = policy.learn !== undefined || isAudited || shadow;
    this.learned = new SharedLearning(executor, keys, this.#evidence, space);
    this.#recorder = createQualityRecorder(`${settings.namespace}:${settings.name}`);
    this.#evidence?.listen({
      labelled: () => this.#fitSoon(),
      changed: (mode, wrongShare) => {
        this.#recorder?.changed(mode);
        this.#alert({ kind: "decision-mode", mode, wrongShare });
      },
    });
  }

  lookedUp({ identity, result, decision, withheld }: LookupEvent): void {
    if (identity === undefined) return;
    const { category, entryId } = identity;
    const counts = this.learned.counts.fresh.of(category);
    const hit = result.hit ? result : withheld;
    counts.lookups++;
    if (hit !== undefined) {
      counts.hits++;
      if (hit.tier === "semantic" && decision !== undefined) counts.decided++;
    }
    if (decision === undefined) return;
    if (decision.arm !== undefined) {
      const arm = this.learned.arms.fresh.of(decision.arm);
      arm.lookups++;
      if (hit !== undefined) {
        arm.hits++;
        arm.decided++;
      }
    }
    if (!result.hit) this.#pending.put(entryId, { decision, category, withheldAnswerId: withheld?.answerId });
    if (this.#evidence?.model.needsFit === true) this.#fitSoon();
  }

  stored({ identity, answer, result }: StoreEvent): void {
    const answerId = answerIdOf(answer);
    const isNamed = answer.answerId !== undefined;
    if (result.stored && !result.replaced) {
      this.#parts.policy.stored?.({ wordHashes: wordHashes(identity.text), answerId, isNamed });
    }
    const pending = this.#pending.take(identity.entryId);
    if (pending === undefined) return;
    const { decision, withheldAnswerId } = pending;
    const candidate = decision.weighed;
    const from = withheldAnswerId === undefined ? "miss" : "shadow";
    const settle = (id: string) => {
      if (withheldAnswerId !== undefined) this.#audited(pending, id === withheldAnswerId, 1);
      this.#parts.policy.learn?.(decision, { answerId: id, from });
    };
    if (this.#link === undefined || isNamed || candidate === undefined || candidate.answerId === answerId) {
      settle(answerId);
      return;
    }
    this.#links.run(async (signal) => {
      const { response } = answer;
      const same = await this.#isSame(identity.prompt, response, candidate.entryId, signal);
      if (same === undefined) return;
      settle(same ? candidate.answerId : answerId);
      if (!same) return;
      this.#evidence?.links.merge(answerId, candidate.answerId);
      await relinkEntry(this.#parts, identity.entryId, { from: answerId, to: candidate.answerId });
    });
  }

  /** In shadow mode, for who does not store the answer: what the hit that was not served would have been worth. */
  withheld(entryId: string, answer: Answer): void {
    const pending = this.#pending.take(entryId);
    if (pending?.withheldAnswerId === undefined) return;
    const answerId = answerIdOf(answer);
    this.#audited(pending, answerId === pending.withheldAnswerId, 1);
    this.#parts.policy.learn?.(pending.decision, { answerId, from: "shadow" });
  }

  /** Perhaps checks a hit: `produce` is called in the background and its answer compared. Gives whether it will be. */
  auditPerhaps(
    { hit, decision, category }: AuditedHit,
    question: string,
    produce: (signal: AbortSignal) => Promise<Answer>,
  ): boolean {
    const { settings, policy } = this.#parts;
    if (settings.audits === false) return false;
    const chance = policy.auditChance?.(decision) ?? settings.audits.share;
    if (!(this.#random() < chance)) return false;
    return this.#audits.run(async (signal) => {
      const answer = await produce(signal);
      if (typeof answer?.response !== "string") return;
      let answerId = answerIdOf(answer);
      if (answerId !== hit.answerId && answer.answerId === undefined && this.#link !== undefined) {
        const same = await this.#link.isSame(question, [answer.response, hit.response], { signal });
        if (same) answerId = hit.answerId;
      }
      this.#audited({ decision, category }, answerId === hit.answerId, chance);
      policy.learn?.(decision, { answerId, from: "audit" });
    });
  }

  start(): void {
    this.#recorder?.watch(() => this.#errorUpperBound);
    if (this.isShared) this.#schedule(0);
  }

  async close(): Promise<void> {
    this.#recorder?.close();
    await Promise.all([this.#audits.close(), this.#links.close()]);
    clearImmediate(this.#fitting);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.isShared) return;
    await this.syncNow()
      .then(() => this.learned.writeRecord())
      .catch(() => undefined);
  }

  /** Reads what others counted, if Redis has any part in it. @throws what keeps it from being read. */
  async report(): Promise<QualityReport> {
    const { settings, policy } = this.#parts;
    if (this.isShared) await this.syncNow();
    const counts = this.learned.counts.all;
    const evidence = this.#evidence;
    return {
      tenant: settings.tenant,
      policy: policy.name,
      mode: evidence?.mode ?? policy.name,
      isShadow: settings.shadow,
      errorBudget: settings.errorBudget,
      total: figuresOf(counts.total),
      byCategory: figuresByCategory(counts),
      unlinkedShare: evidence?.links.unlinkedShare,
      model:
        evidence === undefined
          ? undefined
          : { labels: evidence.model.labels, cut: evidence.model.cut, weights: evidence.model.weights },
    };
  }

  /** Undefined where no experiment is on. @throws what keeps it from being read. */
  async compare(): Promise<ExperimentReport | undefined> {
    if (this.#parts.policy.parts === undefined) return undefined;
    await this.syncNow();
    return compareArms(this.learned.arms.all);
  }

  #audited(
    { decision, category }: Pick<AuditedHit, "decision" | "category">,
    isRight: boolean,
    chance: number,
  ): void {
    this.learned.counts.fresh.audited(category, isRight, chance);
    if (decision.arm !== undefined) this.learned.arms.fresh.audited(decision.arm, isRight, chance);
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

  /** One trip now, after one that is under way. @throws what keeps it from being made. */
  async syncNow(): Promise<boolean> {
    await this.#syncing?.catch(() => undefined);
    this.#syncing = this.learned.sync().finally(() => {
      this.#syncing = undefined;
    });
    const wasNew = await this.#syncing;
    this.#watchBudget();
    if (this.#evidence?.model.needsFit === true) this.#fitSoon();
    return wasNew;
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(async () => {
      const wasNew = await this.syncNow().catch(() => false);
      this.#idleFactor = wasNew ? 1 : Math.min(MAX_IDLE_FACTOR, this.#idleFactor + 1);
      if (this.#timer !== undefined) this.#schedule(this.#idleFactor * this.#parts.settings.learning.syncMs);
    }, delayMs).unref();
  }

  /** In a turn of the event loop of its own. */
  #fitSoon(): void {
    if (this.#fitting !== undefined || this.#evidence?.model.needsFit !== true) return;
    this.#fitting = setImmediate(() => {
      this.#fitting = undefined;
      this.#evidence?.model.fit();
    });
  }

  async #isSame(
    question: string,
    made: string,
    storedId: string,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const { executor, keys, state } = this.#parts;
    const { found } = await readEntry(executor, keys, storedId, state.generation, {
      timeoutMs: 5_000,
      signal,
    });
    if (found === undefined || found === "corrupt") return undefined;
    return this.#link?.isSame(question, [made, found.entry.response], { signal });
  }
}

/** The caller's word, else equality of the normalised response. */
function answerIdOf({ answerId, response }: Answer): string {
  return answerId ?? responseFingerprint(response);
}

/** The one that learns: the policy itself, or the first such part of an experiment. */
function evidenceIn(policy: DecisionPolicy): EvidencePolicy | undefined {
  return [policy, ...(policy.parts ?? [])].find((part) => part instanceof EvidencePolicy);
}
