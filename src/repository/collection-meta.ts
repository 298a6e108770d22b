import { decodeVinfo, encodeVinfo } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor } from "../executor.js";
import { type OperationOptions, type ResolvedRepositoryOptions, textOptionName } from "../options/index.js";
import { replyOf } from "../reply.js";
import {
  describeDifferences,
  fieldsOf,
  type Parameters,
  parametersOf,
  recordText,
  SHARD_OF,
} from "./collection-record.js";
import type { CollectionKeys } from "./elements/collection-keys.js";
import { CALIBRATION_FIELD, loadCalibration } from "./precision/calibration-store.js";
import { Calibrations } from "./precision/calibrations.js";
import { adoptCalibration } from "./precision/coded-collection.js";
import {
  type CollectionLayout,
  describeRotation,
  layoutFields,
  layoutOf,
  PLAIN_LAYOUT,
  recordedText,
} from "./precision/collection-layout.js";
import { decideLayout } from "./precision/decide-layout.js";
import type { PrecisionMonitor } from "./precision/precision-monitor.js";
import { REPLACE_SCHEMA, recordSchema, schemaDifferences, schemaFields } from "./schema-record.js";
import { loadStemmer } from "./words/index.js";

/**
 * Compares the parameters of a repository with those of its collection, at the first operation. The first writer stores the
 * parameters as the collection's record. The set itself is compared by VINFO, because another program may have created it.
 *
 * Only a successful comparison is remembered. Concurrent callers each send their own request, because each has its own signal
 * and time limit.
 */
export class CollectionMeta {
  /** The parameters that are fixed when the first element is stored, in the format of the record. */
  readonly #wanted: Readonly<Record<"dimension" | "quantization" | "m" | "truncateFrom", string>>;
  /** The option `text` as a field of the record; empty without it. */
  readonly #text: string;
  /** What the attributes' schema allows, in the format of the record. */
  readonly #schema: Parameters;
  /** All fields of the record that was read last. */
  #stored: Parameters = new Map();
  #compared = false;
  #recorded = false;
  #layout: CollectionLayout | undefined;
  #record = "";
  /** Whether the set has no record, because another program created it. Its vectors are not rotated then. */
  #isForeign = false;
  #isCalibrated = false;
  /** Those of int8 codes. */
  readonly calibrations: Calibrations;
  /** Namespace and name of the collection of which this one is a shard; empty for none. Set before the first operation. */
  shardOf = "";

  constructor(
    private readonly executor: Executor,
    private readonly keys: CollectionKeys,
    private readonly options: ResolvedRepositoryOptions,
    private readonly monitor: PrecisionMonitor,
    private readonly found: {
      /** Called with the number of elements that VINFO reports. */
      readonly onSize: (count: number) => void;
      /** Called with the fields of the record when it was read. */
      readonly onRecord: (stored: ReadonlyMap<string, string>) => void;
    },
  ) {
    this.calibrations = new Calibrations(executor, keys);
    this.#wanted = {
      dimension: String(options.dimension),
      quantization: options.quantization,
      m: String(options.m),
      truncateFrom: String(options.truncateFrom ?? ""),
    };
    this.#text = textOptionName(options.text);
    this.#schema = schemaFields(options.attributes);
  }

  /** Whether a comparison has passed. Callers on the hot path then skip `beforeRead`, which is asynchronous. */
  get checked(): boolean {
    return this.#compared;
  }

  /** How the collection's vectors are stored, according to its record; the plain layout if there is no record. */
  get layout(): CollectionLayout {
    return this.#layout ?? PLAIN_LAYOUT;
  }

  /** The record as text (see `recordText`); empty if there is none. */
  get record(): string {
    return this.#record;
  }

  /**
   * Compares the parameters before a read. One round trip, until a comparison with an existing collection has passed.
   *
   * @throws OctavecError `COLLECTION_MISMATCH`.
   */
  async beforeRead(options: OperationOptions = {}): Promise<void> {
    if (!this.#compared) this.#compared = await this.#compare(options);
  }

  /**
   * Compares the parameters before a write, and stores them as the record if there is none.
   *
   * @param first - The vectors of the first batch, by which `rotation: "auto"` decides.
   * @throws OctavecError `COLLECTION_MISMATCH`, `CALIBRATION_TOO_SMALL`.
   */
  async beforeWrite(options: OperationOptions, first: readonly Float32Array[]): Promise<void> {
    if (this.#recorded) return;
    await this.beforeRead(options);
    await this.#create(options, first);
    if (this.#isCalibrated && this.layout.precision === "int8") {
      await adoptCalibration({ calibrations: this.calibrations, monitor: this.monitor }, options);
    } else if (this.#isCalibrated) {
      const calibration = await loadCalibration(this.executor, this.keys, options);
      this.monitor.watchDrift(calibration?.record);
    }
    this.#compared = true;
    this.#recorded = true;
  }

  /**
   * Makes this repository's schema the one of the record, whatever the record said before.
   *
   * @returns false if there is no record.
   */
  async adoptSchema(options: OperationOptions): Promise<boolean> {
    const send = { ...options, idempotent: true };
    return (await REPLACE_SCHEMA.run(this.executor, this.keys.meta, [...this.#schema].flat(), send)) === 1;
  }

  /**
   * Forgets the record, because the collection was dropped or created again.
   *
   * @param record - The record to forget. If another one is known by now, it was read later and is kept.
   */
  forget(record = this.#record): void {
    if (record !== this.#record) return;
    this.#compared = false;
    this.#recorded = false;
    this.#layout = undefined;
    this.#record = "";
    this.calibrations.forget();
  }

  /** @returns whether a record or a set exists. */
  async #compare({ signal, timeoutMs }: OperationOptions): Promise<boolean> {
    const language = this.options.text?.language;
    if (language !== undefined) await loadStemmer(language);
    const [meta, info] = await this.executor.pipeline(
      [["HGETALL", this.keys.meta], encodeVinfo(this.keys.vectors)],
      { readOnly: true, signal, timeoutMs },
    );
    const stored = fieldsOf(replyOf(meta, signal));
    this.#adopt(stored);
    const set = decodeVinfo(replyOf(info, signal));
    if (set !== undefined) {
      this.#requireSame(parametersOf(set));
      this.found.onSize(set.size);
    }
    this.#isForeign = set !== undefined && this.#layout === undefined;
    // Its elements have no words in the index.
    if (this.#isForeign) this.#requireSame(new Map([["text", ""]]), { text: this.#text });
    return stored.size > 0 || set !== undefined;
  }

  async #create({ signal, timeoutMs }: OperationOptions, first: readonly Float32Array[]): Promise<void> {
    const layout =
      this.#layout ?? decideLayout(this.options, first, this.#isForeign, this.keys, this.monitor);
    if (layout.precision !== "native") await this.#requireCodesKey({ signal, timeoutMs });
    // HSETNX keeps the fields of the first writer. A second writer reads them back and compares.
    const { schemaVersion, ...about } = layoutFields(layout, this.#text);
    const shardOf = this.shardOf === "" ? {} : { [SHARD_OF]: this.shardOf };
    const fields = Object.entries({ schemaVersion: schemaVersion!, ...this.#wanted, ...about, ...shardOf });
    const [created] = await this.executor.pipeline(
      [
        {
          transaction: [
            ...fields.map(([field, value]) => ["HSETNX", this.keys.meta, field, value]),
            ...recordSchema(this.keys.meta, this.#stored, this.#schema),
            ["HGETALL", this.keys.meta],
          ],
        },
      ],
      { idempotent: true, signal, timeoutMs },
    );
    const replies = replyOf(created, signal);
    this.#adopt(fieldsOf(Array.isArray(replies) ? replies.at(-1) : null));
  }

  /** Fails before the first write if the keys of the codes hold another program's data, so that not every record fails. */
  async #requireCodesKey({ signal, timeoutMs }: OperationOptions): Promise<void> {
    const results = await this.executor.pipeline(
      [
        ["HLEN", this.keys.codes],
        ["ZCARD", this.keys.bounds],
      ],
      { readOnly: true, signal, timeoutMs },
    );
    for (const result of results) replyOf(result, signal);
  }

  /** Compares the stored record and takes the layout from it. */
  #adopt(stored: Parameters): void {
    this.#requireWhole(stored.get(SHARD_OF));
    const layout = layoutOf(stored, this.options.dimension, this.keys.meta);
    const { precision, rotation } = this.options;
    const isRecorded = stored.has("schemaVersion");
    const known = isRecorded
      ? { precision: layout.precision, rotation: describeRotation(layout), text: recordedText(stored) }
      : {};
    const wanted = {
      text: this.#text,
      ...(precision === undefined ? {} : { precision }),
      ...(rotation === "on" || rotation === "off" ? { rotation } : {}),
    };
    this.#requireSame(new Map([...stored, ...Object.entries(known)]), wanted);
    this.#requireSchema(stored);
    this.#stored = stored;
    this.#layout = isRecorded ? layout : undefined;
    this.#record = isRecorded ? recordText(stored) : "";
    this.#isCalibrated = stored.has(CALIBRATION_FIELD);
    this.found.onRecord(stored);
  }

  /** Writes to a shard that is opened by itself could be of ids that other shards have. Records of earlier versions do not say it. */
  #requireWhole(shardOf: string | undefined): void {
    if (shardOf === undefined || shardOf === this.shardOf) return;
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection ${this.keys.vectors} is a shard of ${shardOf}. Open that collection, with its number of shards, and not the shard.`,
      { details: { differing: [SHARD_OF], shardOf } },
    );
  }

  #requireSchema(stored: Parameters): void {
    const differing = schemaDifferences(stored, this.#schema);
    if (differing.length === 0) return;
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `Elements of the collection ${this.keys.vectors} may hold attributes that this schema does not allow: ` +
        `${describeDifferences(differing, "now")}. Allow both in the schema, use another collection name, or change the elements ` +
        "and then call adoptSchema().",
      { details: { differing: differing.map(({ field }) => field) } },
    );
  }

  #requireSame(stored: Parameters, also: Record<string, string> = {}): void {
    const differing = Object.entries({ ...this.#wanted, ...also, projection: "none", shards: "1" })
      .map(([field, wanted]) => ({ field, found: stored.get(field), wanted }))
      .filter(({ found, wanted }) => found !== undefined && found !== wanted);
    if (differing.length === 0) return;
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection ${this.keys.vectors} was created with other parameters: ${describeDifferences(differing, "asked for")}. ` +
        "Open it with the same parameters, use another collection name, or drop() it first.",
      { details: { differing: differing.map(({ field }) => field) } },
    );
  }
}
