import type { BindablePolicy, BoundPolicy, PolicyHost } from "../cache/contract/index.js";
import { OctavecError } from "../errors/index.js";
import type { ClustersOptions } from "./clusters/answer-clusters.js";
import type { AnswerCluster } from "./clusters/cluster-answers.js";
import { type Deciders, Learner, type LearnerOptions } from "./learner.js";
import type { ExperimentReport, QualityReport } from "./quality-report.js";
import type { LearningExport } from "./shared/learned-data.js";

/** Which cache a method works on. */
export interface TenantChoice {
  /** Default: the tenant of the cache object that this policy was passed to first. */
  readonly tenant?: string | undefined;
}

/**
 * A policy for the option `decision` of a cache, with methods for reports and corrections. It serves the caches of many tenants
 * (`forTenant`), each with its own data. Methods reject with `INVALID_ARGUMENT` while no cache of the tenant has this policy.
 */
export interface ObservedPolicy extends BindablePolicy {
  /**
   * How good the hits of all instances are, and whether the inputs of decisions have changed. One exchange with Redis.
   * @throws what Redis answers.
   */
  quality(options?: TenantChoice): Promise<QualityReport>;
  /**
   * The answers of a tenant, grouped by the similarity of their questions. Slow: reads every entry (unless `of: "used"`), then
   * computes in slices of some milliseconds, so that requests are not held up.
   * @throws OctavecError `INVALID_ARGUMENT`; what Redis answers; the signal's reason.
   */
  clusters(options?: ClustersOptions & TenantChoice): Promise<AnswerCluster[]>;
  /**
   * Removes all entries with the answers of a cluster, from all tiers of all processes. It does not keep answers from being
   * stored that are being made meanwhile.
   * @param clusterId - From `clusters()` or `quality()` of this object.
   * @returns how many entries were removed. @throws OctavecError `INVALID_ARGUMENT`; what Redis answers.
   */
  invalidateCluster(
    clusterId: string,
    options?: TenantChoice & { readonly signal?: AbortSignal | undefined },
  ): Promise<number>;
  /**
   * Corrects an entry that was linked to the wrong answer: it gets an answer id that no other entry has.
   * @returns whether the entry was there. @throws OctavecError `INVALID_ARGUMENT`; what Redis answers.
   */
  unlink(entryId: string, options?: TenantChoice): Promise<boolean>;
  /**
   * Forgets what was learned and counted, for all instances. Other instances notice within `syncMs`, or ten times that when
   * idle. Entries stay. @throws what Redis answers.
   */
  reset(options?: TenantChoice): Promise<void>;
}

/** What `evidence()` returns. */
export interface EvidenceDecision extends ObservedPolicy {
  /** What was learned, as plain data (JSON) of some hundred kilobytes: numbers and word hashes, no texts. @throws what Redis answers. */
  export(options?: TenantChoice): Promise<LearningExport>;
  /**
   * Replaces what was learned, for all instances, with the export of a cache that has the same embedder.
   * @throws OctavecError `INVALID_ARGUMENT` for damaged data, another version or another embedder: then nothing changes.
   */
  import(learned: LearningExport, options?: TenantChoice): Promise<void>;
}

/** What `experiment()` returns. */
export interface ExperimentDecision extends ObservedPolicy {
  /** How the two policies compare. One exchange with Redis. @throws what Redis answers. */
  compare(options?: TenantChoice): Promise<ExperimentReport>;
}

export interface PolicyObjectOptions extends LearnerOptions {
  /** Names of the observing options that were given. */
  readonly given: readonly string[];
}

/** What the functions of this package return: options, and a {@link Learner} for each cache that has the policy. */
export class PolicyObject implements EvidenceDecision, ExperimentDecision {
  readonly name: string;
  /** Makes the policy of one cache. */
  readonly create: () => Deciders;
  readonly options: PolicyObjectOptions;
  readonly #open = new Map<string, Learner>();
  #first: Learner | undefined;

  constructor(name: string, create: () => Deciders, options: PolicyObjectOptions) {
    this.name = name;
    this.create = create;
    this.options = options;
  }

  bind(host: PolicyHost): BoundPolicy {
    const learner = new Learner(host, this.create(), this.options);
    this.#open.set(host.tenant, learner);
    if (this.#first === undefined || this.#first.isClosed) this.#first = learner;
    return learner.bound(() => {
      if (this.#open.get(host.tenant) === learner) this.#open.delete(host.tenant);
    });
  }

  async quality(options: TenantChoice = {}): Promise<QualityReport> {
    return this.#learner(options).quality();
  }

  async compare(options: TenantChoice = {}): Promise<ExperimentReport> {
    return this.#learner(options).compare();
  }

  async clusters({ tenant, ...options }: ClustersOptions & TenantChoice = {}): Promise<AnswerCluster[]> {
    return this.#learner({ tenant }).clusters(options);
  }

  async invalidateCluster(
    clusterId: string,
    { tenant, signal }: TenantChoice & { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<number> {
    return this.#learner({ tenant }).invalidateCluster(clusterId, signal);
  }

  async unlink(entryId: string, options: TenantChoice = {}): Promise<boolean> {
    return this.#learner(options).unlink(entryId);
  }

  async reset(options: TenantChoice = {}): Promise<void> {
    await this.#learner(options).shared.reset();
  }

  async export(options: TenantChoice = {}): Promise<LearningExport> {
    return this.#learner(options).shared.export();
  }

  async import(learned: LearningExport, options: TenantChoice = {}): Promise<void> {
    await this.#learner(options).shared.import(learned);
  }

  #learner({ tenant }: TenantChoice): Learner {
    const first = this.#first;
    const ofTenant = tenant === undefined ? undefined : this.#open.get(tenant);
    const isFirst = tenant === undefined || tenant === first?.tenant;
    const learner = ofTenant ?? (isFirst ? first : undefined);
    if (learner !== undefined) return learner;
    throw new OctavecError(
      "INVALID_ARGUMENT",
      tenant === undefined
        ? `${this.name}: no cache has this policy yet. Pass it as \`decision\` to a SemanticCache first; of an experiment's policies, ask the experiment.`
        : `${this.name}: no open cache of this tenant has this policy. Expected the tenant of a SemanticCache that it was passed to, or of its forTenant().`,
    );
  }
}
