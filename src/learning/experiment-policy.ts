import type { Decision, DecisionDetails, DecisionQuery, Neighbour } from "../cache/contract/index.js";
import { fnv1a } from "../text/index.js";
import type { DecisionOutcome, LearningPolicy, StoredQuestion } from "./contract/learning-policy.js";

/** For policies that do not choose audits themselves. Without audits, errors would be unknown. */
const AUDIT_CHANCE = 0.02;

export interface ExperimentRule {
  readonly name: string;
  readonly a: LearningPolicy;
  readonly b: LearningPolicy;
  readonly shareOfB: number;
}

/** Two policies side by side. A hash of the question's entry id and the experiment's name says which of them decides. */
export class ExperimentPolicy implements LearningPolicy {
  readonly name: string;
  readonly neighbours: number;
  readonly seesAll: boolean;
  readonly ignoresThreshold: boolean;
  readonly asksAgain: boolean;
  readonly #rule: ExperimentRule;
  /** From each returned decision to the decision of `a` or `b` that it was made from. */
  readonly #inner = new WeakMap<Decision, Decision>();

  constructor(rule: ExperimentRule) {
    const { name, a, b } = rule;
    this.#rule = rule;
    this.name = `experiment ${name}`;
    this.neighbours = Math.max(a.neighbours, b.neighbours);
    this.seesAll = a.seesAll === true || b.seesAll === true;
    this.ignoresThreshold = a.ignoresThreshold === true || b.ignoresThreshold === true;
    this.asksAgain = a.asksAgain === true && b.asksAgain === true;
  }

  get exactAt(): number | undefined {
    return this.#rule.a.exactAt ?? this.#rule.b.exactAt;
  }

  decide(query: DecisionQuery, neighbours: readonly Neighbour[]): Decision {
    const { name, a, b, shareOfB } = this.#rule;
    const arm = fnv1a(`${name}\n${query.entryId}`) / 2 ** 32 < shareOfB ? "b" : "a";
    const policy = arm === "b" ? b : a;
    const inner = policy.decide(query, neighbours.slice(0, policy.neighbours));
    const decision: Decision = { ...inner, arm };
    this.#inner.set(decision, inner);
    return decision;
  }

  learn(decision: Decision, outcome: DecisionOutcome): void {
    const inner = this.#inner.get(decision);
    if (inner !== undefined) this.#policyOf(decision).learn?.(inner, outcome);
  }

  auditChance(decision: Decision): number {
    const inner = this.#inner.get(decision);
    const own = inner === undefined ? undefined : this.#policyOf(decision).auditChance?.(inner);
    return own ?? AUDIT_CHANCE;
  }

  stored(question: StoredQuestion): void {
    this.#rule.a.stored?.(question);
    this.#rule.b.stored?.(question);
  }

  tighten(share: number): void {
    this.#rule.a.tighten?.(share);
    this.#rule.b.tighten?.(share);
  }

  details(decision: Decision): DecisionDetails | undefined {
    const inner = this.#inner.get(decision);
    return inner === undefined ? undefined : this.#policyOf(decision).details?.(inner);
  }

  #policyOf({ arm }: Decision): LearningPolicy {
    return arm === "b" ? this.#rule.b : this.#rule.a;
  }
}
