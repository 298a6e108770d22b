import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import {
  type Attributes,
  type PrecisionEvent,
  parseOptions,
  type RepositoryOptions,
  type ResolvedRepositoryOptions,
  repositoryOptionsSchema,
} from "../options/index.js";
import type { PrecisionObserver } from "../telemetry/index.js";
import { CalibrationKeeper, type RepositoryBackground } from "./calibration-keeper.js";
import { CollectionMeta } from "./collection-meta.js";
import { type CollectionKeys, collectionKeys } from "./elements/collection-keys.js";
import { Expiry } from "./expiry/expiry.js";
import type { CodedCollection } from "./precision/coded-collection.js";
import { PrecisionMonitor } from "./precision/precision-monitor.js";
import { SearchThreading } from "./threading/search-threading.js";
import { SetSize } from "./threading/set-size.js";
import { CollectionWords } from "./words/index.js";

/** What a repository knows of its collection, shared by the calls that read and those that write. */
export class OpenCollection {
  readonly options: ResolvedRepositoryOptions;
  readonly keys: CollectionKeys;
  readonly monitor: PrecisionMonitor;
  readonly size: SetSize;
  readonly threading: SearchThreading;
  /** Undefined without the option `text`. */
  readonly words: CollectionWords | undefined;
  /** Repositories of the same collection may share it, together with `meta`. */
  expiry: Expiry;
  readonly keeper: CalibrationKeeper;
  /** Repositories of the same collection may share it. */
  meta: CollectionMeta;

  /** @throws OctavecError `INVALID_OPTIONS`. */
  constructor(
    readonly executor: Executor,
    options: RepositoryOptions<Attributes>,
    readonly observer: PrecisionObserver | undefined,
    readonly background: RepositoryBackground | undefined,
  ) {
    this.options = parseOptions(repositoryOptionsSchema, options, "repository options");
    if (this.options.shards > 1) throw shardsNeedClient();
    this.keys = collectionKeys(this.options.namespace, this.options.collection);
    const { namespace, collection, dimension, calibrationSample, onPrecisionEvent, text } = this.options;
    this.words = text === undefined ? undefined : new CollectionWords(text);
    const listener = withChanges(`${namespace}:${collection}`, onPrecisionEvent, background);
    this.monitor = new PrecisionMonitor(dimension, listener, observer, () => this.keeper.want());
    this.keeper = new CalibrationKeeper(
      () => this.coded,
      { dimension, calibrationSample, model: `${namespace}:${collection}` },
      background,
    );
    const nowMs = () => performance.now();
    this.size = new SetSize(executor, this.keys.vectors, nowMs);
    this.threading = new SearchThreading(executor, this.options, this.size, { nowMs, random: Math.random });
    const { keys } = this;
    this.expiry = new Expiry({
      executor,
      keys,
      clocks: { elapsedMs: nowMs, wallMs: () => Date.now() },
      onDue: (dueInMs) => background?.sweepers.expect({ executor, keys }, dueInMs),
    });
    this.meta = new CollectionMeta(executor, keys, this.options, this.monitor, {
      onRecord: (stored) => this.expiry.learn(stored),
      onSize: (count) => this.size.learn(count),
    });
  }

  /** The collection with the layout and record that were read last. */
  get coded(): CodedCollection {
    const { executor, keys, monitor, threading, size, expiry, words, meta } = this;
    const { layout, record } = meta;
    return {
      executor,
      keys,
      layout,
      record,
      onOutdated: () => meta.forget(record),
      monitor,
      quantization: this.options.quantization,
      calibrations: meta.calibrations,
      onWritten: layout.precision === "int8" ? (count) => this.keeper.wrote(count) : undefined,
      threading,
      size,
      words,
      expiry,
    };
  }
}

/** The records would all be in one key. */
function shardsNeedClient(): OctavecError {
  return new OctavecError(
    "INVALID_OPTIONS",
    "repository options: shards: this class has one key. Open a collection with shards by client.repository().",
  );
}

/** A listener that also tells the client's listeners of drifts and new calibrations. */
function withChanges(
  collection: string,
  listener: ((event: PrecisionEvent) => void) | undefined,
  background: RepositoryBackground | undefined,
): (event: PrecisionEvent) => void {
  return (event) => {
    if (event.kind === "drift") background?.changed({ type: "vector-drift", collection, level: event.level });
    if (event.kind === "recalibrated") {
      const { version, sampleSize } = event;
      background?.changed({ type: "recalibrated", collection, version, sampleSize });
    }
    return listener?.(event);
  };
}
