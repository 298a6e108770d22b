import { LRUCache } from "lru-cache";
import type {
  Answer,
  CacheHit,
  CacheObserver,
  DecidedHit,
  Decision,
  LookupEvent,
  PolicyHost,
  StoreEvent,
  Substitution,
} from "../cache/contract/index.js";
import type { ResolvedObservingSettings } from "../options/index.js";
import { responseFingerprint, wordHashes } from "../text/index.js";
import type { LinkHook } from "./alerts.js";
import { BackgroundCalls } from "./background-calls.js";
import type { CategoryCounts } from "./contract/counts.js";
import type { LearningPolicy } from "./contract/learning-policy.js";

const LINK_TIMEOUT_MS = 30_000;
const ENTRY_TIMEOUT_MS = 5_000;
const MAX_PENDING = 2_000;
/** An answer that is stored later than this says nothing about the decision. */
const MAX_PENDING_AGE_MS = 600_000;

/** A decision whose right answer is not known yet. */
interface PendingDecision {
  readonly decision: Decision;
  readonly category: string | undefined;
  /** The answer of the hit that shadow mode withheld. */
  readonly withheldAnswerId: string | undefined;
  readonly substitution: Substitution | undefined;
}

export interface OutcomeOptions {
  readonly host: PolicyHost;
  readonly policy: LearningPolicy;
  readonly audits: ResolvedObservingSettings["audits"];
  readonly counts: { readonly byCategory: CategoryCounts; readonly byArm: CategoryCounts };
  readonly link: LinkHook | undefined;
  /** Called after every audit. `chance`: the probability with which it was made. */
  readonly audited: (isRight: boolean, chance: number) => void;
  /** Called if the answer to a question is known that differs from a stored one in one word. `isSame`: it is the stored answer. */
  readonly compared: (substitution: Substitution, isSame: boolean) => void;
  /** Called if two answers were found to be the same. */
  readonly merged: (made: string, stored: string) => void;
}

/**
 * Finds out whether decisions were right: by the answer that is stored after a miss, that is made in shadow mode, or that an
 * audit makes. Tells the policy, and counts.
 */
export class Outcomes implements CacheObserver {
  readonly #options: OutcomeOptions;
  /** By the entry id of the question, under which its answer is stored. */
  readonly #pending = new LRUCache<string, PendingDecision>({ max: MAX_PENDING, ttl: MAX_PENDING_AGE_MS });
  readonly #audits: BackgroundCalls;
  readonly #links: BackgroundCalls;

  constructor(options: OutcomeOptions) {
    this.#options = options;
    const { audits, link, host } = options;
    const { maxConcurrent = 2, timeoutMs = LINK_TIMEOUT_MS } = link ?? {};
    const auditLimits = audits === false ? { maxConcurrent: 0, timeoutMs: 1 } : audits;
    const failures = { report: host.reportFailure };
    this.#audits = new BackgroundCalls(auditLimits, failures);
    this.#links = new BackgroundCalls({ maxConcurrent, timeoutMs }, failures);
  }

  lookedUp({ identity, result, decision, withheld, substitution }: LookupEvent): void {
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
    if (result.hit) return;
    const withheldAnswerId = withheld?.answerId;
    this.#pending.set(entryId, { decision, category, withheldAnswerId, substitution });
  }

  stored({ identity, answer, result }: StoreEvent): void {
    const { policy, link, merged, host } = this.#options;
    const answerId = answerIdOf(answer);
    const isNamed = answer.answerId !== undefined;
    if (result.stored && !result.replaced) {
      policy.stored?.({ wordHashes: wordHashes(identity.text), answerId, isNamed });
    }
    const pending = this.#takePending(identity.entryId);
    if (pending === undefined) return;
    const { decision, withheldAnswerId, substitution } = pending;
    const candidate = decision.weighed;
    const from = withheldAnswerId === undefined ? "miss" : "shadow";
    // The hook compares the new answer with that of the candidate, and with no other.
    const isCompared = link === undefined || isNamed || candidate?.answerId === substitution?.answerId;
    const settle = (id: string) => {
      if (withheldAnswerId !== undefined) this.#audited(pending, id === withheldAnswerId, 1);
      policy.learn?.(decision, { answerId: id, from });
      if (isCompared) this.#compared(substitution, id);
    };
    const mayBeSame = candidate !== undefined && candidate.answerId !== answerId;
    // Two names say for themselves that they are two answers.
    if (link === undefined || !mayBeSame || (isNamed && !FINGERPRINT.test(candidate.answerId))) {
      settle(answerId);
      return;
    }
    this.#links.run("link", async (signal) => {
      const options = { timeoutMs: ENTRY_TIMEOUT_MS, signal };
      const stored = await host.readEntry(candidate.entryId, options);
      if (stored === undefined) return;
      if (isNamed && !isUnnamed(stored)) return settle(answerId);
      const same = await link.isSame(identity.prompt, [answer.response, stored.response], { signal });
      if (same === undefined) return;
      settle(same ? candidate.answerId : answerId);
      if (!same) return;
      // The one that nobody named takes the id of the other one.
      const [entryId, from, to] = isNamed
        ? [candidate.entryId, candidate.answerId, answerId]
        : [identity.entryId, answerId, candidate.answerId];
      merged(from, to);
      await host.relink(entryId, { from, to });
      // Two sources gave one answer in different words.
      if (stored.writer === identity.writer) return;
      for (const id of [identity.entryId, candidate.entryId]) await host.confirm(id, options);
    });
  }

  /** Called in shadow mode instead of {@link stored}: compares the answer with that of the withheld hit. */
  answeredInstead(entryId: string, answer: Answer): void {
    const pending = this.#takePending(entryId);
    if (pending?.withheldAnswerId === undefined) return;
    const { decision, substitution } = pending;
    const answerId = answerIdOf(answer);
    this.#audited(pending, answerId === pending.withheldAnswerId, 1);
    this.#options.policy.learn?.(decision, { answerId, from: "shadow" });
    this.#compared(substitution, answerId);
  }

  /** Audits a hit with the probability that the policy chooses: calls `produce` in the background and compares the answers. */
  audit(
    { hit, decision, category, question, substitution }: DecidedHit,
    produce: (signal: AbortSignal) => Promise<Answer | undefined>,
  ): void {
    const { audits, policy, link, host } = this.#options;
    if (audits === false) return;
    const chance = policy.auditChance?.(decision) ?? audits.share;
    if (!(Math.random() < chance)) return;
    this.#audits.run("audit", async (signal) => {
      const answer = await produce(signal);
      if (typeof answer?.response !== "string") return;
      let answerId = answerIdOf(answer);
      const mayBeSame = answerId !== hit.answerId && (answer.answerId === undefined || isUnnamed(hit));
      if (mayBeSame && link !== undefined) {
        const same = await link.isSame(question, [answer.response, hit.response], { signal });
        if (same === undefined) return;
        if (same) answerId = hit.answerId;
      }
      const isRight = answerId === hit.answerId;
      this.#audited({ decision, category }, isRight, chance);
      policy.learn?.(decision, { answerId, from: "audit" });
      this.#compared(substitution, answerId);
      if (isRight) await host.confirm(hit.entryId, { timeoutMs: ENTRY_TIMEOUT_MS, signal });
    });
  }

  cleared(): void {
    this.#pending.clear();
  }

  async close(): Promise<void> {
    await Promise.all([this.#audits.close(), this.#links.close()]);
  }

  #takePending(entryId: string): PendingDecision | undefined {
    const pending = this.#pending.get(entryId);
    this.#pending.delete(entryId);
    return pending;
  }

  #compared(substitution: Substitution | undefined, answerId: string): void {
    if (substitution !== undefined) {
      this.#options.compared(substitution, answerId === substitution.answerId);
    }
  }

  #audited(
    { decision, category }: Pick<PendingDecision, "decision" | "category">,
    isRight: boolean,
    chance: number,
  ): void {
    const { audited, counts } = this.#options;
    audited(isRight, chance);
    counts.byCategory.audited(category, isRight, chance);
    if (decision.arm !== undefined) counts.byArm.audited(decision.arm, isRight, chance);
  }
}

/** The form of an id that was made from a response. */
const FINGERPRINT = /^[\w-]{22}$/;

function isUnnamed({ answerId, response }: Pick<CacheHit, "answerId" | "response">): boolean {
  return answerId === responseFingerprint(response);
}

/** The id that the caller named, else one made from the normalised response. */
function answerIdOf({ answerId, response }: Answer): string {
  return answerId ?? responseFingerprint(response);
}
