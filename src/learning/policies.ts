import {
  agreementPolicy,
  type DecisionName,
  type DecisionPolicy,
  thresholdPolicy,
} from "../cache/contract/index.js";
import { OctavecError } from "../errors/index.js";
import {
  type AdaptiveThresholdSettings,
  adaptiveThresholdSchema,
  type EvidenceSettings,
  evidenceSchema,
  experimentSchema,
  type ObservingSettings,
  observingSchema,
  parseOptions,
  type ResolvedObservingSettings,
} from "../options/index.js";
import type { AlertListener, LinkHook } from "./alerts.js";
import type { LearningPolicy } from "./contract/learning-policy.js";
import { EvidencePolicy } from "./evidence/evidence-policy.js";
import { ExperimentPolicy } from "./experiment-policy.js";
import type { Deciders } from "./learner.js";
import {
  type EvidenceDecision,
  type ExperimentDecision,
  type ObservedPolicy,
  PolicyObject,
} from "./observed-policy.js";
import { AdaptiveThreshold } from "./threshold/adaptive-threshold.js";

/** Options of observing, which an experiment has instead of its policies. */
const OBSERVING = ["audits", "drift", "clusters", "syncMs", "shadow", "link", "onAlert"] as const;

/** Your functions that a policy calls. */
export interface ObservingHooks {
  /**
   * Called after a miss to tell whether the new answer and that of the nearest entry are the same, if ids and texts differ and not
   * both ids were named. The answer that nobody named gets the id of the other one.
   */
  link?: LinkHook | undefined;
  /** Called when the quality of decisions changes. Must not wait. Default: no call. */
  onAlert?: AlertListener | undefined;
}

export interface ObservedOptions extends ObservingSettings, ObservingHooks {
  /** What decides. A policy object of your own decides for all tenants. */
  policy: DecisionName | LearningPolicy;
}

export interface EvidenceOptions extends EvidenceSettings, ObservingHooks {}

export interface AdaptiveThresholdOptions extends AdaptiveThresholdSettings, ObservingHooks {}

export interface ExperimentOptions extends ObservingSettings, ObservingHooks {
  /** With another name, questions are assigned anew. 1 to 64 characters. */
  name: string;
  /** The policy that decides now, for comparison. */
  a: LearningPolicy | ObservedPolicy;
  /** The policy that may decide in future. */
  b: LearningPolicy | ObservedPolicy;
  /** Share of the questions that `b` decides on, 0 to 1. Default 0.5. */
  shareOfB?: number | undefined;
}

/**
 * Learns from misses and audits when the nearest entries answer a question, and keeps the share of wrong answers within
 * `errorBudget`. The cache's `threshold` counts only while a simpler policy decides instead; that of a category or a call
 * always counts. Needs entries that are linked by answer: by `answerId`, equal responses, or `link`.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function evidence(options: EvidenceOptions = {}): EvidenceDecision {
  const settings = parseOptions(evidenceSchema, withoutHooks(options), "evidence() options");
  const create = (): Deciders => {
    const policy = new EvidencePolicy(settings);
    return { policy, evidence: policy, adaptive: [] };
  };
  return policyObject("evidence", create, settings, options);
}

/**
 * A threshold that is learned from misses, audits of hits (one in twenty) and `cache.feedback()`. It is the lowest threshold,
 * not below `floor`, above which the share of right answers reaches the target: the lower end of its one-sided 90 % interval
 * (Wilson) over the latest 2,000 samples. Audits count by the inverse of their probability. Feedback on a hit by meaning counts
 * once. People report wrong answers more often than right ones, so feedback tends to raise the threshold.
 *
 * It changes slowly: for a target of 0.98 it needs right samples worth about eighty hits, and gets a sample from one hit in
 * twenty. Until a threshold is known to be good enough it uses `start`, so choose a safe one with `calibrateThreshold`.
 *
 * All instances of a tenant's cache share the samples in Redis, so they have the same threshold within `syncMs`, or ten times
 * that when idle. Needs entries that are linked by answer. `quality()` shows the present threshold.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function adaptiveThreshold(options: AdaptiveThresholdOptions): ObservedPolicy {
  const settings = parseOptions(
    adaptiveThresholdSchema,
    withoutHooks(options),
    "adaptiveThreshold() options",
  );
  const create = (): Deciders => {
    const policy = new AdaptiveThreshold(settings);
    return { policy, evidence: undefined, adaptive: [policy] };
  };
  return policyObject("adaptive-threshold", create, settings, options);
}

/**
 * Watches `"threshold"`, `"agreement"` or a policy of your own: reports on quality and drift, audits, shadow mode.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function observed(options: ObservedOptions): ObservedPolicy {
  const { policy, ...plain } = withoutHooks(options);
  const settings = parseOptions(observingSchema, plain, "observed() options");
  const decider = namedPolicy(policy);
  if (decider === undefined) {
    throw invalid('observed(): policy: expected "threshold", "agreement" or a DecisionPolicy.');
  }
  const create = (): Deciders => ({ policy: decider, evidence: undefined, adaptive: [] });
  return policyObject(decider.name, create, settings, options);
}

/**
 * Two policies side by side. A hash of the question's id and the experiment's name assigns each question to one of them, the
 * same in every process. Both use the same entries. Hits of a policy that does not choose its audits itself are audited with a
 * probability of 2 %. At most one of the two can be an `evidence()`. Options of observing belong to the experiment, not to its
 * policies.
 *
 * @throws OctavecError `INVALID_OPTIONS`.
 */
export function experiment(options: ExperimentOptions): ExperimentDecision {
  const { a, b, ...plain } = withoutHooks(options);
  const settings = parseOptions(experimentSchema, plain, "experiment() options");
  const { name, shareOfB } = settings;
  const [createA, createB] = [creatorOf("a", a), creatorOf("b", b)];
  if (a === b) throw invalid("experiment(): a and b: expected two different objects.");
  const create = (): Deciders => {
    const [ofA, ofB] = [createA(), createB()];
    return {
      policy: new ExperimentPolicy({ name, a: ofA.policy, b: ofB.policy, shareOfB }),
      evidence: ofA.evidence ?? ofB.evidence,
      adaptive: [...ofA.adaptive, ...ofB.adaptive],
    };
  };
  if (createA().evidence !== undefined && createB().evidence !== undefined) {
    throw invalid(
      "experiment(): a and b: expected at most one evidence(): a cache stores what one of them learns.",
    );
  }
  return policyObject(`experiment ${name}`, create, settings, options);
}

/**
 * A threshold for an experiment, instead of the threshold of the cache. A higher threshold of a category or a call still counts.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for anything but a cosine similarity from 0 to 1.
 */
export function fixedThreshold(threshold: number): DecisionPolicy {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new OctavecError("INVALID_ARGUMENT", "fixedThreshold: expected a cosine similarity from 0 to 1.");
  }
  return {
    ...thresholdPolicy,
    name: `threshold ${threshold}`,
    ignoresThreshold: true,
    exactAt: threshold,
    decide: (query, neighbours) =>
      thresholdPolicy.decide({ ...query, threshold: Math.max(threshold, query.floor ?? 0) }, neighbours),
  };
}

/** What schemas check. {@link policyObject} checks the hooks. */
function withoutHooks<O extends ObservingHooks>(options: O): Omit<O, keyof ObservingHooks> {
  const { link: _, onAlert: __, ...plain } = options;
  return plain;
}

function policyObject(
  name: string,
  create: () => Deciders,
  settings: ResolvedObservingSettings,
  options: ObservingSettings & ObservingHooks,
): PolicyObject {
  const { link, onAlert } = options;
  if (link !== undefined && typeof link?.isSame !== "function") {
    throw invalid(`${name}: link: expected an object with a function isSame.`);
  }
  if (onAlert !== undefined && typeof onAlert !== "function") {
    throw invalid(`${name}: onAlert: expected a function.`);
  }
  const given = OBSERVING.filter((option) => options[option] !== undefined);
  return new PolicyObject(name, create, { settings, link, onAlert, given });
}

function namedPolicy(policy: unknown): LearningPolicy | undefined {
  if (policy === "threshold") return thresholdPolicy;
  if (policy === "agreement") return agreementPolicy;
  return isPolicy(policy) ? policy : undefined;
}

function isPolicy(value: unknown): value is LearningPolicy {
  return (
    typeof value === "object" && value !== null && "decide" in value && typeof value.decide === "function"
  );
}

function creatorOf(arm: "a" | "b", policy: unknown): () => Deciders {
  if (policy instanceof PolicyObject) return creatorOfObject(arm, policy);
  if (!isPolicy(policy)) {
    throw invalid(
      `experiment(): ${arm}: expected a policy, for example fixedThreshold(0.9), evidence() or adaptiveThreshold({ floor: 0.8 }).`,
    );
  }
  return () => ({ policy, evidence: undefined, adaptive: [] });
}

function creatorOfObject(arm: "a" | "b", object: PolicyObject): () => Deciders {
  const { given } = object.options;
  if (given.length > 0) {
    throw invalid(`experiment(): ${arm}: ${given.join(", ")}: expected as options of experiment() itself.`);
  }
  if (object.create().policy instanceof ExperimentPolicy) {
    throw invalid(`experiment(): ${arm}: expected a policy that is no experiment itself.`);
  }
  return object.create;
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid options: ${problem}`);
}
