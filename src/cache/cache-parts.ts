import { randomUUID } from "node:crypto";
import { BackgroundFailures, BackgroundTasks, Gate, Lifecycle, SharedCalls } from "../async/index.js";
import type { Embedder } from "../embedding/index.js";
import type { BackgroundFailure } from "../errors/index.js";
import type { Executor } from "../executor.js";
import type {
  CacheChangeEvent,
  EmbedderDownEvent,
  EmbedderUpEvent,
  EventListener,
} from "../monitoring/index.js";
import { type CacheSettings, checkCacheOptions } from "../options/index.js";
import { type CacheTelemetrySource, metricsTargetOf, tracesOf } from "./account/index.js";
import { type AnswerContext, type MadeAnswer, Refreshes } from "./answer/index.js";
import {
  agreementPolicy,
  type BindablePolicy,
  type BoundPolicy,
  type CacheObserver,
  type DecisionName,
  type DecisionPolicy,
  type PolicyHost,
  thresholdPolicy,
} from "./contract/index.js";
import {
  CACHE_TIMINGS,
  type CacheTimings,
  EntryCipher,
  EntryCodec,
  type EntryContext,
  Generation,
  policyHostOf,
} from "./entries/index.js";
import { type JudgeHook, type LookupOutcome, type RerankHook, startingThresholdOf } from "./find/index.js";
import { createStoredFacts } from "./guards/index.js";
import { FollowedMemory } from "./memory/index.js";
import {
  CacheKeys,
  type CondenseTurns,
  type EmbeddedQuestion,
  EmbedderBreaker,
  KeyHasher,
  labelsOf,
  RecentQueries,
  vectorSpaceOf,
} from "./question/index.js";
import { ofTexts } from "./texts-only.js";

/** What a cache needs of a client. */
export interface CacheClient {
  readonly executor: Executor;
  readonly telemetry?: CacheTelemetrySource | undefined;
  /** Called for every failure in the background of the cache. Default: not reported. */
  readonly reportBackgroundFailure?: ((failure: BackgroundFailure) => void) | undefined;
  /** Told of every look-up that went on without Redis. Default: nobody. */
  readonly reportBypass?: (() => void) | undefined;
  /** Told when a cache decides in another way, when the inputs of its decisions drift, and when it is elected to sweep. Default: nobody. */
  readonly reportChange?: ((event: CacheChangeEvent) => void) | undefined;
  /** Told when an embedder is skipped, and when it is asked again. Default: nobody. */
  readonly reportEmbedder?: ((event: EmbedderDownEvent | EmbedderUpEvent) => void) | undefined;
  /** Calls the listener with every event of the client, until the returned function is called. Default: there are none. */
  readonly subscribe?: ((listener: EventListener) => () => void) | undefined;
}

/** What a cache is made of, beside its plain settings. */
export interface CachePartsOptions extends CacheSettings {
  client: CacheClient;
  /** Turns questions into vectors. Without one only exact questions are found. */
  embedder?: Embedder | undefined;
  /**
   * Says which neighbour answers a question. `threshold`, the default: the nearest one, if it reaches `threshold`. `agreement`:
   * the same, if the two nearest also have one answer. Or a policy: one of your own, or one of `octavec/learning`, such as
   * `evidence()`, which learns from misses and audits when the neighbourhood can be trusted.
   */
  decision?: DecisionName | DecisionPolicy | BindablePolicy | undefined;
  /** Orders the answers that may be served. */
  rerank?: RerankHook | undefined;
  /** Has the last word before an answer is served. */
  judge?: JudgeHook | undefined;
  /** Needed for `multiTurn: "condensed"`. */
  condense?: CondenseTurns | undefined;
}

/** Everything a cache is made of; made once, passed to the functions that do the work. */
export type CacheParts = AnswerContext;

/** Most commands that one cache runs in the background at the same time. */
const MAX_BACKGROUND = 256;

/**
 * Look-ups and leases of one cache that wait for Redis at the same time. Enough to keep a server busy, and so few that the last
 * one is answered well within the default `timeoutMs`.
 */
const CALLS_AT_ONCE = 16;

/** @throws OctavecError `INVALID_OPTIONS`. */
export function assembleParts(
  options: CachePartsOptions & { tenant: string },
  timings: Partial<CacheTimings> = {},
): CacheParts {
  const settings = { ...checkCacheOptions(options), tenant: options.tenant };
  const { client, embedder, decision, rerank, judge, condense } = options;
  const { executor, reportBypass } = client;
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
  const observers: CacheObserver[] = [];
  const traces = tracesOf(settings, client.telemetry);
  const memory =
    settings.memory === false
      ? undefined
      : new FollowedMemory({
          executor,
          stream: keys.events,
          limits: {
            ...settings.memory,
            mostEntries: settings.autoTune?.memoryEntries?.max,
            near:
              embedder === undefined || !settings.memory.near
                ? undefined
                : { dimension: embedder.dimension, leastSimilarity: settings.memory.nearSimilarity },
          },
          sessions: settings.sessions,
          coherence: settings.coherence,
          labelsOf: (entry) => labelsOf(hasher, entry),
          onInvalidation: () => generation.invalidated(),
          onApplied: (events, origins) => traces?.invalidated(events, origins),
          onEvicted: (entryId) => {
            for (const observer of observers) observer.memoryEvicted?.(entryId);
          },
          onFailure: (error) => failures.report("coherence", error),
        });
  const lifecycle = new Lifecycle((error) => failures.report("close", error));
  lifecycle.add(
    () => {},
    async () => {
      memory?.close();
      await refreshes.tasks.close();
      await background.close();
    },
  );
  if (reportBypass !== undefined) {
    observers.push({
      lookedUp: ({ result }) => !result.hit && result.reason === "unavailable" && reportBypass(),
    });
  }
  generation.onChange(() => {
    memory?.clear();
    for (const observer of observers) observer.flushed?.();
  });
  const entries: EntryContext = {
    settings,
    executor,
    keys,
    codec: new EntryCodec({
      cipher: settings.encryption === undefined ? undefined : new EntryCipher(settings.encryption, keys.base),
      onUnreadable: (error) => failures.report("decrypt", error),
    }),
    hasher,
    embedder,
    condense,
    memory,
    traces,
    space: vectorSpaceOf(embedder, settings.index.quantization),
    timings: { ...CACHE_TIMINGS, ...timings },
    instanceId: randomUUID(),
    generation,
    tuned: { efSearch: settings.index.efSearch },
    embeddings: new SharedCalls<EmbeddedQuestion>(),
    recent: embedder === undefined ? undefined : new RecentQueries(embedder, settings.index.quantization),
    breaker: embedder === undefined ? undefined : EmbedderBreaker.of(embedder),
    reportChange: (event) => client.reportChange?.(event),
    reportEmbedder: (event) => client.reportEmbedder?.(event),
    gate: new Gate(CALLS_AT_ONCE),
    failures,
    background,
    observers,
    lifecycle,
  };
  const bound = bindPolicy(decision, policyHostOf(entries, metricsTargetOf(settings, client.telemetry)));
  if (bound.observer !== undefined) observers.push(ofTexts(bound.observer));
  lifecycle.add(
    () => bound.start?.(),
    () => {},
  );
  return {
    ...entries,
    policy: bound.policy,
    bound,
    startingThreshold: startingThresholdOf(embedder?.recommendedThreshold),
    storedFacts: createStoredFacts(),
    rerank,
    judge,
    lookups,
    answers,
    streams: new Map(),
    refreshes,
  };
}

function bindPolicy(decision: CachePartsOptions["decision"], host: PolicyHost): BoundPolicy {
  if (decision === undefined || decision === "threshold") return { policy: thresholdPolicy };
  if (decision === "agreement") return { policy: agreementPolicy };
  return "bind" in decision ? decision.bind(host) : { policy: decision };
}
