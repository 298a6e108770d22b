import { randomUUID } from "node:crypto";
import type { Embedder } from "../embedding/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type CacheSettings,
  type CacheTelemetryOptions,
  cacheSettingsSchema,
  parseOptions,
  type ResolvedCacheSettings,
} from "../options/index.js";
import { CacheKeys } from "./cache-keys.js";
import type { CacheObserver } from "./cache-observer.js";
import { AnswerClusters } from "./clusters/answer-clusters.js";
import {
  agreementPolicy,
  type DecisionName,
  type DecisionPolicy,
  EvidencePolicy,
  type JudgeHook,
  type RerankHook,
  thresholdPolicy,
} from "./decision/index.js";
import { Flights } from "./flight/index.js";
import { labelsOf } from "./labels.js";
import { type AlertListener, Learning, type LinkHook } from "./learning/index.js";
import { Lifecycle } from "./lifecycle.js";
import type { Examined } from "./lookup/examined.js";
import { StoredFacts } from "./lookup/stored-facts.js";
import { FollowedMemory } from "./memory/index.js";
import { type CacheMessage, KeyHasher } from "./request/index.js";
import { EntrySearcher } from "./semantic/index.js";
import type { MadeAnswer } from "./wrap/wrapped-answer.js";

/** Makes one question of a conversation, for `multiTurn: "condensed"`. */
export type CondenseTurns = (
  turns: readonly CacheMessage[],
  options: { signal: AbortSignal },
) => Promise<string>;

/** What a cache needs of a client. */
export interface CacheClient {
  readonly executor: Executor;
  readonly telemetry?: CacheTelemetrySource | undefined;
}

/** What a client was told of telemetry; a cache does the same unless told otherwise. */
export interface CacheTelemetrySource {
  readonly enabled: boolean;
  readonly tracerProvider?: CacheTelemetryOptions["tracerProvider"];
  readonly meterProvider?: CacheTelemetryOptions["meterProvider"];
}

export interface SemanticCacheOptions extends CacheSettings {
  /** Of `connect()`. The cache does not close it. */
  client: CacheClient;
  /** Turns questions into vectors. Without one only exact questions are found. */
  embedder?: Embedder | undefined;
  /**
   * Says which neighbour answers a question. `threshold`: the nearest, if it reaches `threshold`. `agreement`: likewise, if the
   * two nearest have one answer. `evidence`: learns from misses and audits when the neighbours can be trusted, and keeps the
   * share of wrong answers within `errorBudget`. The threshold of a category or a call always holds. Default `threshold`.
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
export interface CacheParts {
  readonly settings: ResolvedCacheSettings;
  readonly executor: Executor;
  readonly keys: CacheKeys;
  readonly hasher: KeyHasher;
  readonly embedder: Embedder | undefined;
  readonly policy: DecisionPolicy;
  readonly storedFacts: StoredFacts;
  readonly rerank: RerankHook | undefined;
  readonly judge: JudgeHook | undefined;
  readonly condense: CondenseTurns | undefined;
  readonly searcher: EntrySearcher | undefined;
  readonly memory: FollowedMemory | undefined;
  /** Names the vector space in every scope. */
  readonly space: string;
  /** This cache object among all processes. */
  readonly instanceId: string;
  readonly state: CacheState;
  /** Those who are told of every look-up and store. */
  readonly observers: CacheObserver[];
  /** Work that several callers share. */
  readonly flights: Flights<Examined, MadeAnswer>;
  readonly lifecycle: Lifecycle;
  readonly learning: Learning;
  readonly clusters: AnswerClusters;
  /** Never throws. */
  readonly alert: AlertListener;
}

/** What changes while a cache lives. */
export interface CacheState {
  /** The latest known; every trip to Redis brings the current one along. */
  generation: string;
}

/** Whose centroids are kept where nothing else is said. */
const DEFAULT_ANSWERS = 200;

/** @throws OctavecError `INVALID_OPTIONS`. */
export function assembleParts(options: SemanticCacheOptions): CacheParts {
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
  const flights = new Flights<Examined, MadeAnswer>();
  const lifecycle = new Lifecycle();
  lifecycle.add(
    () => {},
    () => flights.close(),
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
          onInvalidation: () => flights.startAnew(),
        });
  if (memory !== undefined) lifecycle.add(noStart, () => memory.close());
  const policy = policyOf(decision, settings);
  const space =
    embedder === undefined ? "" : `${embedder.model}\n${embedder.dimension}\n${settings.quantization}`;
  const state: CacheState = { generation: "0" };
  const alert = guarded(onAlert);
  const { clusters: kept = policy instanceof EvidencePolicy && { maxAnswers: DEFAULT_ANSWERS } } = settings;
  const clusters = new AnswerClusters({
    maxAnswers: kept === false ? 1 : kept.maxAnswers,
    windowSize: settings.drift === false ? 1 : settings.drift.windowSize,
  });
  const learning = new Learning({ settings, executor, keys, policy, memory, space, state }, { link, alert });
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
        : new EntrySearcher(executor, keys, { ...settings, dimension: embedder.dimension }),
    memory,
    space,
    instanceId: randomUUID(),
    state,
    observers: kept === false ? [learning] : [learning, clusters],
    flights,
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

/** Takes note of the generation that Redis named. A new one means a flush: nothing held here is of it. */
export function noteGeneration({ state, memory, flights, clusters }: CacheParts, generation: string): void {
  if (state.generation === generation) return;
  state.generation = generation;
  flights.startAnew();
  memory?.clear();
  clusters.cleared();
}

/** Following begins when there is something to follow for. */
function noStart(): void {}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid semantic cache options: ${problem}`);
}
