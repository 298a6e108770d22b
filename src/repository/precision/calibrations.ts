import { CalibratedCodec, type CalibrationRecord, parseRecord } from "../../../quantization/index.js";
import type { Executor, SendOptions } from "../../executor.js";
import { replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { loadCalibration, RECORD_FIELD } from "./calibration-store.js";
import type { CalibrationName } from "./stored-code.js";

/** A calibration that was read, ready to encode and decode. */
export interface KnownCalibration {
  readonly name: CalibrationName;
  readonly codec: CalibratedCodec;
}

/** Versions that are kept in memory. A collection has two or three while codes are rewritten. */
const MAX_KNOWN = 32;

/**
 * The calibrations of one int8 collection that this process knows: the one that writes use, and those of the codes that it has
 * read. A calibration of a version never changes, but after `drop` the versions count from 1 again. So a code also names its
 * calibration's hash.
 */
export class Calibrations {
  readonly #known = new Map<string, KnownCalibration>();
  #active: KnownCalibration | undefined;

  constructor(
    private readonly executor: Executor,
    private readonly keys: CollectionKeys,
  ) {}

  /** The calibration that writes use; undefined before the first one. */
  get active(): KnownCalibration | undefined {
    return this.#active;
  }

  /** Reads which calibration is in force. Up to two round trips, to the primary. */
  async refresh(options: SendOptions): Promise<KnownCalibration | undefined> {
    const onPrimary = { ...options, readOnly: false, idempotent: true };
    const found = await loadCalibration(this.executor, this.keys, onPrimary);
    this.#active = found === undefined ? undefined : this.#keep(found.version, found.record);
    return this.#active;
  }

  /** For the process that made a calibration. */
  activate(version: number, record: CalibrationRecord): KnownCalibration {
    this.#active = this.#keep(version, record);
    return this.#active;
  }

  /** Reads the calibrations that are not known yet. One that is gone stays unknown: its codes were rewritten since they were read. */
  async load(names: readonly CalibrationName[], options: SendOptions): Promise<void> {
    const missing = new Map(
      names.filter((name) => this.find(name) === undefined).map((name) => [name.version, name]),
    );
    if (missing.size === 0) return;
    const versions = [...missing.keys()];
    const results = await this.executor.pipeline(
      versions.map((version) => ["HGET", this.keys.calibrationPrefix + String(version), RECORD_FIELD]),
      { ...options, binary: false, readOnly: false, idempotent: true },
    );
    for (const [place, version] of versions.entries()) {
      const text = replyOf(results[place], options.signal);
      if (text !== null) this.#keep(version, parseRecord(String(text)));
    }
  }

  find({ version, hash }: CalibrationName): KnownCalibration | undefined {
    return this.#known.get(`${version}:${hash}`);
  }

  /** After the collection was dropped or created again. */
  forget(): void {
    this.#active = undefined;
    this.#known.clear();
  }

  #keep(version: number, record: CalibrationRecord): KnownCalibration {
    const name = { version, hash: Number.parseInt(record.hash.slice(0, 8), 16) };
    const known = this.find(name) ?? { name, codec: new CalibratedCodec(record) };
    this.#known.set(`${version}:${name.hash}`, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }
}
