import { decodeVinfo, encodeVinfo } from "../commands/index.js";
import { OctavecError } from "../errors/index.js";
import type { Executor, Reply } from "../executor.js";
import type { OperationOptions, ResolvedRepositoryOptions } from "../options/index.js";
import { replyOf } from "../reply.js";
import type { CollectionKeys } from "./collection-keys.js";
import { describeDifferences, type Parameters, parametersOf, recordText } from "./collection-record.js";
import { CALIBRATION_FIELD, loadCalibration } from "./precision/calibration-store.js";
import {
  type CollectionLayout,
  describeRotation,
  layoutFields,
  layoutOf,
  PLAIN_LAYOUT,
} from "./precision/collection-layout.js";
import { decideLayout } from "./precision/decide-layout.js";
import type { PrecisionMonitor } from "./precision/precision-monitor.js";

/**
 * Compares what a repository was opened with against what the collection was made with, at first use instead of at the
 * first refused write. The first writer records the parameters; the set itself, which another program may have made, is
 * compared by VINFO.
 *
 * Only success is remembered. Callers who come at the same time ask each for themselves: a shared question could not
 * end with the signal or the time limit of one of them.
 */
export class CollectionMeta {
  /** What is fixed once the first element is stored, as the record spells it. */
  readonly #wanted: Readonly<Record<"dimension" | "quantization" | "m" | "truncateFrom", string>>;
  #compared = false;
  #recorded = false;
  #layout: CollectionLayout | undefined;
  #record = "";
  /** A set without a record: another program made it, and its vectors are not rotated. */
  #isForeign = false;
  #isCalibrated = false;

  constructor(
    private readonly executor: Executor,
    private readonly keys: CollectionKeys,
    private readonly options: ResolvedRepositoryOptions,
    private readonly monitor: PrecisionMonitor,
    /** Told how many elements the set has, as VINFO says. */
    private readonly onSize: (count: number) => void = () => {},
  ) {
    this.#wanted = {
      dimension: String(options.dimension),
      quantization: options.quantization,
      m: String(options.m),
      truncateFrom: String(options.truncateFrom ?? ""),
    };
  }

  /** True once a comparison has passed: the hot path need not even wait a turn. */
  get checked(): boolean {
    return this.#compared;
  }

  /** How the collection's vectors are kept, as its record says; plain as long as there is none. */
  get layout(): CollectionLayout {
    return this.#layout ?? PLAIN_LAYOUT;
  }

  /** The record as it was read (see `recordText`); empty as long as there is none. */
  get record(): string {
    return this.#record;
  }

  /**
   * Before a read. One round trip, once (again as long as the collection does not exist or the question failed).
   *
   * @throws OctavecError `COLLECTION_MISMATCH`.
   */
  async beforeRead(options: OperationOptions = {}): Promise<void> {
    if (!this.#compared) this.#compared = await this.#compare(options);
  }

  /**
   * Before a write: the same, and the parameters are recorded if nobody did.
   *
   * @param first - The vectors about to be written, for `rotation: "auto"` to decide by.
   * @throws OctavecError `COLLECTION_MISMATCH`, `CALIBRATION_TOO_SMALL`.
   */
  async beforeWrite(options: OperationOptions, first: readonly Float32Array[]): Promise<void> {
    if (this.#recorded) return;
    await this.beforeRead(options);
    await this.#create(options, first);
    if (this.#isCalibrated) {
      const calibration = await loadCalibration(this.executor, this.keys, options);
      this.monitor.watchDrift(calibration?.record);
    }
    this.#compared = true;
    this.#recorded = true;
  }

  /**
   * The collection was dropped: its parameters may change.
   *
   * @param record - Only if this is what is known of it; otherwise somebody has looked again already.
   */
  forget(record = this.#record): void {
    if (record !== this.#record) return;
    this.#compared = false;
    this.#recorded = false;
    this.#layout = undefined;
    this.#record = "";
  }

  /** @returns whether there was anything to compare with. */
  async #compare({ signal, timeoutMs }: OperationOptions): Promise<boolean> {
    const [meta, info] = await this.executor.pipeline(
      [["HGETALL", this.keys.meta], encodeVinfo(this.keys.vectors)],
      { readOnly: true, signal, timeoutMs },
    );
    const stored = fieldsOf(replyOf(meta, signal));
    this.#adopt(stored);
    const set = decodeVinfo(replyOf(info, signal));
    if (set !== undefined) {
      this.#requireSame(parametersOf(set));
      this.onSize(set.size);
    }
    this.#isForeign = set !== undefined && this.#layout === undefined;
    return stored.size > 0 || set !== undefined;
  }

  async #create({ signal, timeoutMs }: OperationOptions, first: readonly Float32Array[]): Promise<void> {
    const layout =
      this.#layout ?? decideLayout(this.options, first, this.#isForeign, this.keys, this.monitor);
    if (layout.precision !== "native") await this.#requireCodesKey({ signal, timeoutMs });
    // All fields or none, and the first writer's stand: a second one finds them and compares.
    const { schemaVersion, ...about } = layoutFields(layout);
    const fields = Object.entries({ schemaVersion: schemaVersion!, ...this.#wanted, ...about });
    const [created] = await this.executor.pipeline(
      [
        {
          transaction: [
            ...fields.map(([field, value]) => ["HSETNX", this.keys.meta, field, value]),
            ["HGETALL", this.keys.meta],
          ],
        },
      ],
      { idempotent: true, signal, timeoutMs },
    );
    const replies = replyOf(created, signal);
    this.#adopt(fieldsOf(Array.isArray(replies) ? replies.at(-1) : null));
  }

  /** Another program's data under these keys is told before the first write, not by each record that is refused. */
  async #requireCodesKey({ signal, timeoutMs }: OperationOptions): Promise<void> {
    const answers = await this.executor.pipeline(
      [
        ["HLEN", this.keys.codes],
        ["ZCARD", this.keys.bounds],
      ],
      { readOnly: true, signal, timeoutMs },
    );
    for (const answer of answers) replyOf(answer, signal);
  }

  /** Takes the layout over from the record, when there is one that fits. */
  #adopt(stored: Parameters): void {
    const layout = layoutOf(stored, this.options.dimension, this.keys.meta);
    const { precision, rotation } = this.options;
    const isRecorded = stored.has("schemaVersion");
    const known = isRecorded ? { precision: layout.precision, rotation: describeRotation(layout) } : {};
    const wanted = {
      ...(precision === undefined ? {} : { precision }),
      ...(rotation === "on" || rotation === "off" ? { rotation } : {}),
    };
    this.#requireSame(new Map([...stored, ...Object.entries(known)]), wanted);
    this.#layout = isRecorded ? layout : undefined;
    this.#record = isRecorded ? recordText(stored) : "";
    this.#isCalibrated = stored.has(CALIBRATION_FIELD);
  }

  #requireSame(stored: Parameters, also: Record<string, string> = {}): void {
    const differing = Object.entries({ ...this.#wanted, ...also, projection: "none" })
      .map(([field, wanted]) => ({ field, found: stored.get(field), wanted }))
      .filter(({ found, wanted }) => found !== undefined && found !== wanted);
    if (differing.length === 0) return;
    throw new OctavecError(
      "COLLECTION_MISMATCH",
      `The collection ${this.keys.vectors} was made with other parameters: ${describeDifferences(differing, "asked for")}. ` +
        "Open it with the same ones, use another collection name, or drop() it first.",
      { details: { differing: differing.map(({ field }) => field) } },
    );
  }
}

function fieldsOf(reply: Reply | undefined): Map<string, string> {
  const fields = new Map<string, string>();
  if (!Array.isArray(reply)) return fields;
  for (let index = 0; index + 1 < reply.length; index += 2)
    fields.set(String(reply[index]), String(reply[index + 1]));
  return fields;
}
