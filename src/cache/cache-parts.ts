import { randomUUID } from "node:crypto";
import { BackgroundFailures, BackgroundTasks, Lifecycle, SharedCalls } from "../async/index.js";
import type { Embedder } from "../embedding/index.js";
import { type BackgroundFailure, OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type AlertListener,
  AnswerClusters,
  EvidencePolicy,
  Learning,
  type LinkHook,
} from "../learning/index.js";
import {
  type CacheSettings,
  cacheSettingsSchema,
  parseOptions,
  type ResolvedCacheSettings,
} from "../options/index.js";
import type { CacheTelemetrySource } from "./account/index.js";
import { type AnswerContext, type MadeAnswer, Refreshes } from "./answer/index.js";
import { CACHE_TIMINGS, type CacheTimings, Generation } from "./context/index.js";
import type { DecisionName, DecisionPolicy } from "./contract/index.js";
import { EntrySearcher } from "./entries/index.js";
import type { LookupOutcome } from "./find/index.js";
import { agreementPolicy, type JudgeHook, type RerankHook, thresholdPolicy } from "./find/index.js";
import { StoredFacts } from "./guards/index.js";
import { FollowedMemory } from "./memory/index.js";
import { CacheKeys, type CondenseTurns, KeyHasher, labelsOf } from "./question/index.js";

/** What a cache needs of a client. */
export interface CacheClient {
  readonly executor: Executor;
  readonly telemetry?: CacheTelemetrySource | undefined;
  /** Told of every failure in the background of the cache. Default: nobody. */
  readonly reportBackgroundFailure?: ((failure: BackgroundFailure) => void) | undefined;
}

export interface SemanticCacheOptions extends CacheSettings {
  /** Of `connect()`. The cache does not close it. */
  client: CacheClient;
  /** Turns questions into vectors. Without one only exact questions are found. */
  embedder?: Embedder | undefined;
  /**
   * Says which neighbour answers a question. `threshold`, the default: the nearest, from `threshold` on. `agreement`: likewise,
   * if the two nearest have one answer. `evidence`: learns from misses and audits when the neighbourhood can be trusted, and
   * keeps the share of wrong answers within `errorBudget`; `threshold` then decides only while it has stepped down, but that
   * of a category or a call always holds.
   */
  decision?: DecisionName | DecisionPolicy | undefined;
  /** Asked, after a miss, whether the new answer and the nearby one are the same, where neither id nor wording says so. */
  link?: LinkHook | undefined;
  /** Told when the quality of decisions changes. Must neither throw nor wait. Default: nobody is. */
  onAlert?: AlertListener | undefined;
  /** Orders the answers that may be served. */
  rerank?: RerankHook | undefined;
  /** Has the last word before an answer is served. */
  judge?: JudgeHook | undefined;
  /** Needed for `multiTurn: "condensed"`. */
  condense?: CondenseTurns | undefined;
}

/** Everything a cache is made of; made once, passed to the functions that do the work. */
export interface CacheParts extends AnswerContext {
  /** Never throws. */
  readonly alert: AlertListener;
}

/** Commands to Redis that nobody waits for and that one cache has under way at the same time. */
const MAX_BACKGROUND = 256;

/** Whose centroids are kept where nothing else is said. */
const DEFAULT_ANSWERS = 200;

/** @throws OctavecError `INVALID_OPTIONS`. */
export function assembleParts(
  options: SemanticCacheOptions,
  timings: Partial<CacheTimings> = {},
): CacheParts {
  const { client, embedder, decision, link, onAlert, rerank, judge, condense, ...plain } = options;
  const settings = parseOptions(cacheSettingsSchema, plain, "semantic cache options");
  if (typeof client?.executor?.send !== "function") {
    throw invalid("client: expected a client of connect().");
  }
  if (settings.multiTurn === "condensed" && condense === undefined) {
    throw invalid('condense: needed for multiTurn "condensed": it makes one question of a conversation.');
  }
  const { executor } = client;
  const keys = new CacheKeys(settings);
  const hasher = new KeyHasher(settings.keySecret);
  const failures = new BackgroundFailures((failure) => client.reportBackgroundFailure?.(failure));
  const answers = new SharedCalls<MadeAnswer>();
  const refreshes = new Refreshes(failures);
  const lookups = new SharedCalls<LookupOutcome>();
  const background = new BackgroundTasks(MAX_BACKGROUND, failures);
  const generation = new Generation();
  generation.onInvalidation(() => {
    lookups.startAnew();
    answers.startAnew();
  });
  const lifecycle = new Lifecycle((error) => failures.report("close", error));
  lifecycle.add(
    () => {},
    async () => {
      await refreshes.tasks.close();
      await background.close();
    },
  );
  const memory =
    settings.memory === false
      ? undefined
      : new FollowedMemory({
          executor,
          stream: keys.events,
          limits: {
            ...settings.memory,
            near:
              embedder === undefined || !settings.memory.near
                ? undefined
                : { dimension: embedder.dimension, leastSimilarity: settings.memory.nearSimilarity },
          },
          coherence: settings.coherence,
          labelsOf: (entry) => labelsOf(hasher, entry),
          onInvalidation: () => generation.invalidated(),
          onFailure: (error) => failures.report("coherence", error),
        });
  if (memory !== undefined) lifecycle.add(startsByUse, () => memory.close());
  const policy = policyOf(decision, settings);
  const space =
    embedder === undefined ? "" : `${embedder.model}\n${embedder.dimension}\n${settings.index.quantization}`;
  const alert = guarded(onAlert);
  const { clusters: kept = policy instanceof EvidencePolicy && { maxAnswers: DEFAULT_ANSWERS } } = settings;
  const clusters = new AnswerClusters({
    maxAnswers: kept === false ? 1 : kept.maxAnswers,
    windowSize: settings.drift === false ? 1 : settings.drift.windowSize,
  });
  generation.onChange(() => {
    memory?.clear();
    clusters.cleared();
  });
  const learning = new Learning(
    { settings, executor, keys, policy, memory, space, generation },
    { link, alert },
  );
  lifecycle.add(
    () => learning.start(),
    () => learning.close(),
  );
  return {
    settings,
    executor,
    keys,
    hasher,
    embedder,
    policy,
    storedFacts: new StoredFacts(),
    rerank,
    judge,
    condense,
    searcher:
      embedder === undefined
        ? undefined
        : new EntrySearcher(executor, keys, { ...settings.index, dimension: embedder.dimension }),
    memory,
    space,
    instanceId: randomUUID(),
    generation,
    lookups,
    embeddings: new SharedCalls<Float32Array>(),
    failures,
    background,
    observers: kept === false ? [learning] : [learning, clusters],
    answers,
    refreshes,
    timings: { ...CACHE_TIMINGS, ...timings },
    lifecycle,
    learning,
    clusters,
    alert,
  };
}

function policyOf(
  decision: SemanticCacheOptions["decision"],
  settings: ResolvedCacheSettings,
): DecisionPolicy {
  if (decision === undefined || decision === "threshold") return thresholdPolicy;
  if (decision === "agreement") return agreementPolicy;
  if (decision === "evidence") return new EvidencePolicy(settings);
  if (typeof decision === "object" && typeof decision?.decide === "function") return decision;
  throw invalid('decision: expected "threshold", "agreement", "evidence" or a DecisionPolicy.');
}

/** A listener that fails must not be felt by those whose look-up it was told of. */
function guarded(listener: AlertListener | undefined): AlertListener {
  return (alert) => {
    try {
      listener?.(alert);
    } catch {
      // Its own to handle.
    }
  };
}

/** The memory tier begins to follow events when it holds an entry. */
function startsByUse(): void {}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid semantic cache options: ${problem}`);
}
