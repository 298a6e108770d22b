import { randomUUID } from "node:crypto";
import { BackgroundFailures, BackgroundTasks, Lifecycle, SharedCalls } from "../async/index.js";
import type { Embedder } from "../embedding/index.js";
import { type BackgroundFailure, OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import type { EventListener } from "../monitoring/index.js";
import { type CacheSettings, cacheSettingsSchema, checkEmbedder, parseOptions } from "../options/index.js";
import { type CacheTelemetrySource, metricsTargetOf } from "./account/index.js";
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
  type EntryContext,
  Generation,
  policyHostOf,
} from "./entries/index.js";
import { type JudgeHook, type LookupOutcome, type RerankHook, startingThresholdOf } from "./find/index.js";
import { createStoredFacts } from "./guards/index.js";
import { FollowedMemory } from "./memory/index.js";
import { CacheKeys, type CondenseTurns, KeyHasher, labelsOf } from "./question/index.js";

/** What a cache needs of a client. */
export interface CacheClient {
  readonly executor: Executor;
  readonly telemetry?: CacheTelemetrySource | undefined;
  /** Called for every failure in the background of the cache. Default: not reported. */
  readonly reportBackgroundFailure?: ((failure: BackgroundFailure) => void) | undefined;
  /** Told of every look-up that went on without Redis. Default: nobody. */
  readonly reportBypass?: (() => void) | undefined;
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

/** @throws OctavecError `INVALID_OPTIONS`. */
export function assembleParts(options: CachePartsOptions, timings: Partial<CacheTimings> = {}): CacheParts {
  const { client, embedder, decision, rerank, judge, condense, ...plain } = options;
  const settings = parseOptions(cacheSettingsSchema, plain, "semantic cache options");
  if (embedder !== undefined) checkEmbedder(embedder);
  if (settings.multiTurn === "condensed" && condense === undefined) {
    throw invalid('condense: needed for multiTurn "condensed": it makes one question of a conversation.');
  }
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
  const lifecycle = new Lifecycle((error) => failures.report("close", error));
  lifecycle.add(
    () => {},
    async () => {
      memory?.close();
      await refreshes.tasks.close();
      await background.close();
    },
  );
  const observers: CacheObserver[] = [];
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
    hasher,
    embedder,
    condense,
    memory,
    space:
      embedder === undefined
        ? ""
        : `${embedder.model}\n${embedder.dimension}\n${settings.index.quantization}`,
    timings: { ...CACHE_TIMINGS, ...timings },
    instanceId: randomUUID(),
    generation,
    embeddings: new SharedCalls<Float32Array>(),
    failures,
    background,
    observers,
    lifecycle,
  };
  const bound = bindPolicy(decision, policyHostOf(entries, metricsTargetOf(settings, client.telemetry)));
  if (bound.observer !== undefined) observers.push(bound.observer);
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
    refreshes,
  };
}

/** @throws OctavecError `INVALID_OPTIONS`. */
function bindPolicy(decision: unknown, host: PolicyHost): BoundPolicy {
  if (decision === undefined || decision === "threshold") return { policy: thresholdPolicy };
  if (decision === "agreement") return { policy: agreementPolicy };
  if (hasMethod<BindablePolicy>(decision, "bind")) return decision.bind(host);
  if (hasMethod<DecisionPolicy>(decision, "decide")) return { policy: decision };
  if (decision === "evidence") {
    throw invalid(
      'decision: "evidence" is not a name any more: import { evidence } from "octavec/learning" and pass evidence().',
    );
  }
  throw invalid(
    'decision: expected "threshold", "agreement", a DecisionPolicy, or a policy of octavec/learning such as evidence().',
  );
}

function hasMethod<T extends object>(value: unknown, name: keyof T): value is T {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
}

function invalid(problem: string): OctavecError {
  return new OctavecError("INVALID_OPTIONS", `Invalid semantic cache options: ${problem}`);
}
