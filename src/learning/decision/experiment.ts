import type { Decision, DecisionPolicy } from "../../cache/contract/index.js";
import { fnv1a } from "../../cache/text/index.js";
import { OctavecError } from "../../errors/index.js";
import { EvidencePolicy } from "../evidence/evidence-policy.js";

export interface ExperimentOptions {
  /** Another name makes other buckets. 1 to 64 characters. */
  name: string;
  /** What decides now, for comparison. */
  a: DecisionPolicy;
  /** What may decide in future. */
  b: DecisionPolicy;
  /** Share of the questions that `b` decides on, 0 to 1. Default 0.5. */
  shareOfB?: number | undefined;
}

/**
 * Two policies side by side: every question belongs to one of them for good, by a hash of its id and the experiment's name, in
 * every process. They share the entries, so what one of them stores the other one finds, too. `cache.experiment()` compares them. Hits of
 * a policy that does not choose its audits itself are checked with a chance of 2 %. At most one of the two can be an `evidencePolicy()`.
 *
 * @throws OctavecError `INVALID_ARGUMENT`.
 */
export function experiment({ name, a, b, shareOfB = 0.5 }: ExperimentOptions): DecisionPolicy {
  if (typeof name !== "string" || !/^.{1,64}$/.test(name))
    throw invalid("name: expected 1 to 64 characters.");
  if (!(shareOfB >= 0 && shareOfB <= 1)) throw invalid("shareOfB: expected a share from 0 to 1.");
  if (typeof a?.decide !== "function" || typeof b?.decide !== "function")
    throw invalid(
      "a and b: expected two decision policies, for example fixedThreshold(0.9) and evidencePolicy().",
    );
  if (a === b) throw invalid("a and b: expected two different objects.");
  if (a instanceof EvidencePolicy && b instanceof EvidencePolicy)
    throw invalid(
      "a and b: expected at most one evidencePolicy(): a cache keeps what one of them has learned.",
    );
  /** The decisions of the two, by those that were given out. */
  const inner = new WeakMap<Decision, Decision>();
  const deciderOf = ({ arm }: Decision) => (arm === "b" ? b : a);
  return {
    name: `experiment ${name}`,
    neighbours: Math.max(a.neighbours, b.neighbours),
    seesAll: a.seesAll === true || b.seesAll === true,
    ignoresThreshold: a.ignoresThreshold === true || b.ignoresThreshold === true,
    get exactAt() {
      return a.exactAt ?? b.exactAt;
    },
    asksAgain: a.asksAgain === true && b.asksAgain === true,
    parts: [a, b],
    forTenant: () => experiment({ name, a: a.forTenant?.() ?? a, b: b.forTenant?.() ?? b, shareOfB }),
    decide(query, neighbours) {
      const arm = fnv1a(`${name}\n${query.entryId}`) / 2 ** 32 < shareOfB ? "b" : "a";
      const policy = arm === "b" ? b : a;
      const decision = policy.decide(query, neighbours.slice(0, policy.neighbours));
      const given: Decision = { ...decision, arm };
      inner.set(given, decision);
      return given;
    },
    learn(decision, outcome) {
      const own = inner.get(decision);
      if (own !== undefined) deciderOf(decision).learn?.(own, outcome);
    },
    auditChance: (decision) => {
      const own = inner.get(decision);
      return (own === undefined ? undefined : deciderOf(decision).auditChance?.(own)) ?? AUDIT_CHANCE;
    },
    stored(question) {
      a.stored?.(question);
      b.stored?.(question);
    },
    tighten(share) {
      a.tighten?.(share);
      b.tighten?.(share);
    },
    details(decision) {
      const own = inner.get(decision);
      return own === undefined ? undefined : deciderOf(decision).details?.(own);
    },
  };
}

/** Of policies that have no word of their own: without audits nothing could be said about errors. */
const AUDIT_CHANCE = 0.02;

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_ARGUMENT", `experiment: ${problem}`);
}
