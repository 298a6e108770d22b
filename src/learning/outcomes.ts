import type { Answer, CacheHit, Decision, LookupEvent, StoreEvent } from "../cache/contract/index.js";
import { readEntry } from "../cache/entries/index.js";
import { responseFingerprint, wordHashes } from "../cache/text/index.js";
import { BackgroundCalls } from "./background-calls.js";
import type { CategoryCounts } from "./counts.js";
import type { LearningParts } from "./learning-parts.js";
import type { LinkHook } from "./link-hook.js";
import { PendingDecisions } from "./pending-decisions.js";
import { relinkEntry } from "./relink-entry.js";

const LINK_TIMEOUT_MS = 30_000;
const ENTRY_TIMEOUT_MS = 5_000;

/** A hit that is to be checked. */
export interface AuditedHit {
  readonly hit: CacheHit;
  readonly decision: Decision;
  readonly category: string | undefined;
}

export interface OutcomeOptions {
  readonly counts: { readonly byCategory: CategoryCounts; readonly byArm: CategoryCounts };
  readonly link: LinkHook | undefined;
  readonly random: () => number;
  /** The two answers were found to be one. */
  readonly merged: (made: string, stored: string) => void;
}

/**
 * What became of decisions: the answer that is stored after a miss, the one that is made in shadow mode, and the one that an
 * audit of a hit gives. Tells the policy, and counts.
 */
export class Outcomes {
  readonly #parts: LearningParts;
  readonly #options: OutcomeOptions;
  readonly #pending = new PendingDecisions();
  readonly #audits: BackgroundCalls;
  readonly #links: BackgroundCalls;

  constructor(parts: LearningParts, options: OutcomeOptions) {
    this.#parts = parts;
    this.#options = options;
    const { audits } = parts.settings;
    const { maxConcurrent = 2, timeoutMs = LINK_TIMEOUT_MS } = options.link ?? {};
    this.#audits = new BackgroundCalls(audits === false ? { maxConcurrent: 0, timeoutMs: 1 } : audits);
    this.#links = new BackgroundCalls({ maxConcurrent, timeoutMs });
  }

  lookedUp({ identity, result, decision, withheld }: LookupEvent): void {
    if (identity === undefined) return;
    const { category, entryId } = identity;
    const { byCategory, byArm } = this.#options.counts;
    const hit = result.hit ? result : withheld;
    const counts = byCategory.of(category);
    counts.lookups++;
    if (hit !== undefined) {
      counts.hits++;
      if (hit.tier === "semantic" && decision !== undefined) counts.decided++;
    }
    if (decision === undefined) return;
    if (decision.arm !== undefined) {
      const arm = byArm.of(decision.arm);
      arm.lookups++;
      if (hit !== undefined) {
        arm.hits++;
        arm.decided++;
      }
    }
    if (!result.hit) this.#pending.put(entryId, { decision, category, withheldAnswerId: withheld?.answerId });
  }

  stored({ identity, answer, result }: StoreEvent): void {
    const { policy } = this.#parts;
    const { link, merged } = this.#options;
    const answerId = answerIdOf(answer);
    const isNamed = answer.answerId !== undefined;
    if (result.stored && !result.replaced) {
      policy.stored?.({ wordHashes: wordHashes(identity.text), answerId, isNamed });
    }
    const pending = this.#pending.take(identity.entryId);
    if (pending === undefined) return;
    const { decision, withheldAnswerId } = pending;
    const candidate = decision.weighed;
    const from = withheldAnswerId === undefined ? "miss" : "shadow";
    const settle = (id: string) => {
      if (withheldAnswerId !== undefined) this.#audited(pending, id === withheldAnswerId, 1);
      policy.learn?.(decision, { answerId: id, from });
    };
    if (link === undefined || isNamed || candidate === undefined || candidate.answerId === answerId) {
      settle(answerId);
      return;
    }
    this.#links.run(async (signal) => {
      const { response } = answer;
      const same = await this.#isSame(link, identity.prompt, response, candidate.entryId, signal);
      if (same === undefined) return;
      settle(same ? candidate.answerId : answerId);
      if (!same) return;
      merged(answerId, candidate.answerId);
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
    const { random, link } = this.#options;
    if (settings.audits === false) return false;
    const chance = policy.auditChance?.(decision) ?? settings.audits.share;
    if (!(random() < chance)) return false;
    return this.#audits.run(async (signal) => {
      const answer = await produce(signal);
      if (typeof answer?.response !== "string") return;
      let answerId = answerIdOf(answer);
      if (answerId !== hit.answerId && answer.answerId === undefined && link !== undefined) {
        const same = await link.isSame(question, [answer.response, hit.response], { signal });
        if (same) answerId = hit.answerId;
      }
      this.#audited({ decision, category }, answerId === hit.answerId, chance);
      policy.learn?.(decision, { answerId, from: "audit" });
    });
  }

  forget(): void {
    this.#pending.clear();
  }

  async close(): Promise<void> {
    await Promise.all([this.#audits.close(), this.#links.close()]);
  }

  #audited(
    { decision, category }: Pick<AuditedHit, "decision" | "category">,
    isRight: boolean,
    chance: number,
  ): void {
    const { byCategory, byArm } = this.#options.counts;
    byCategory.audited(category, isRight, chance);
    if (decision.arm !== undefined) byArm.audited(decision.arm, isRight, chance);
  }

  /** Undefined when the stored answer has gone meanwhile. */
  async #isSame(
    link: LinkHook,
    question: string,
    made: string,
    storedId: string,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const { found } = await readEntry(this.#parts, storedId, { timeoutMs: ENTRY_TIMEOUT_MS, signal });
    if (found === undefined || found === "corrupt") return undefined;
    return link.isSame(question, [made, found.entry.response], { signal });
  }
}

/** The caller's word, else equality of the normalised response. */
function answerIdOf({ answerId, response }: Answer): string {
  return answerId ?? responseFingerprint(response);
}
