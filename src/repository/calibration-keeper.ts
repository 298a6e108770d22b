import { type Calibration, QuantizationError } from "../../quantization/index.js";
import { pause } from "../async/index.js";
import { failureCode, isOctavecError, OctavecError } from "../errors/index.js";
import type { RecalibratedEvent, VectorDriftEvent } from "../monitoring/index.js";
import type { OperationOptions } from "../options/index.js";
import { type CalibrationState, readCalibrationState } from "./calibration-state.js";
import { outdated, parseRecordText, recordDifferences } from "./collection-record.js";
import type { Sweepers } from "./expiry/sweepers.js";
import { CalibrationLease } from "./precision/calibration-lease.js";
import type { KnownCalibration } from "./precision/calibrations.js";
import { adoptCalibration, type CodedCollection } from "./precision/coded-collection.js";
import { calibrateOn } from "./precision/recalibrate.js";
import { rewriteCodes } from "./precision/rewrite-codes.js";

/** Work of repositories that no caller waits for. A client provides it, and ends the work when it is closed. */
export interface RepositoryBackground {
  /** @returns whether the work was started. */
  run(job: string, work: (signal: AbortSignal) => Promise<unknown>): boolean;
  /** Counts a failure, and tells listeners. */
  report(job: string, error: unknown): void;
  /** Tells listeners of a change. */
  changed(event: VectorDriftEvent | RecalibratedEvent): void;
  /** Remove expired records. */
  readonly sweepers: Sweepers;
}

const JOB = "calibration";
/** From a write to the look whether there are enough vectors. */
const LOOK_MS = 250;
/** To the next look while another process calibrates or rewrites codes. */
const POLL_MS = 1_000;
const RETRY_MS = 30_000;
/** A larger share of vectors that fall back to float32 is no reason for int8. */
const MAX_FALLBACK_RATE = 0.05;
/** After drift, a calibration follows if at least this share of the collection was written since the last one, and 1,000 vectors. */
const MIN_NEW_SHARE = 0.1;
const MIN_NEW = 1_000;

interface KeeperOptions {
  readonly dimension: number;
  readonly calibrationSample: number;
  /** Name of the source in calibrations. */
  readonly model: string;
}

/**
 * Makes the calibrations of one int8 collection, and rewrites its codes, in the background. One process does so at a time, by a
 * lease. What a killed process has left undone is done by the next one that writes, or that waits because it has written.
 */
export class CalibrationKeeper {
  #isAwake = false;
  #again = false;
  #isOff = false;
  /** Vectors written since the last calibration, and since the last look. */
  #sinceCalibration = 0;
  #sinceLook = 0;
  #isWanted = false;
  /** The calibration for which nothing is left to do. */
  #settled: KnownCalibration | undefined;

  constructor(
    private readonly opened: () => CodedCollection,
    private readonly options: KeeperOptions,
    private readonly background: RepositoryBackground | undefined,
  ) {}

  /** Called after vectors were written to an int8 collection. */
  wrote(count: number): void {
    const { calibrations } = this.opened();
    this.#sinceCalibration += count;
    this.#sinceLook += count;
    const { active } = calibrations;
    const looksAgain = this.#isWanted && this.#sinceLook >= MIN_NEW;
    if (active !== undefined && active === this.#settled && !looksAgain) return;
    const isEnough = this.#sinceLook >= this.options.calibrationSample;
    this.#wake(isEnough || active !== undefined ? 0 : LOOK_MS);
  }

  /** Called when the calibration does not fit the written vectors any more. */
  want(): void {
    if (this.opened().layout.precision !== "int8") return;
    this.#isWanted = true;
    this.#wake(0);
  }

  /**
   * Makes a calibration now, even if another process is about to. The codes are rewritten in the background. Without a client that
   * works in the background, the call does it.
   *
   * @returns the version in force, 0 if there is none because float32 is kept, and the report.
   */
  async recalibrate(
    sampleSize: number,
    wait: OperationOptions,
  ): Promise<{ version: number; report: string }> {
    const collection = this.opened();
    const { executor, keys, calibrations } = collection;
    const lease = await CalibrationLease.acquire(executor, keys, "take", wait);
    if (lease === undefined) throw overtaken();
    const report = await lease.during(async () => {
      const state = await readCalibrationState(executor, keys, wait);
      const [found, wanted] = [parseRecordText(state.record), parseRecordText(collection.record)];
      if (state.record !== collection.record) {
        collection.onOutdated();
        throw outdated(keys.vectors, found, recordDifferences(found, wanted));
      }
      const made = await calibrateOn(collection, this.options.model, { ...this.options, sampleSize }, wait);
      if (!(await this.#adopt(collection, made, { lease, state }, wait))) throw overtaken();
      return made.report;
    });
    if (this.background !== undefined) this.#wake(0);
    else
      for (let delayMs = await this.#step(wait); delayMs !== undefined; delayMs = await this.#step(wait))
        await pause(delayMs, wait.signal);
    return { version: calibrations.active?.name.version ?? 0, report };
  }

  #wake(delayMs: number): void {
    this.#again = true;
    if (this.#isAwake || this.#isOff || this.background === undefined) return;
    this.#isAwake = this.background.run(JOB, (signal) =>
      this.#work(delayMs, signal).finally(() => {
        this.#isAwake = false;
      }),
    );
  }

  async #work(firstMs: number, signal: AbortSignal): Promise<void> {
    for (let delayMs: number | undefined = firstMs; delayMs !== undefined && !this.#isOff; ) {
      await pause(delayMs, signal, { ref: false });
      this.#again = false;
      delayMs = await this.#step({ signal }).catch((error: unknown) => this.#failed(error, signal));
      if (this.#again) delayMs ??= LOOK_MS;
    }
  }

  #failed(error: unknown, signal: AbortSignal): number {
    signal.throwIfAborted();
    this.background?.report(JOB, error);
    this.opened().monitor.emit({ kind: "calibration-failed", code: failureCode(error) });
    // A user who may not do this will not be allowed to a little later.
    this.#isOff = isOctavecError(error, "NOT_AUTHORIZED");
    return RETRY_MS;
  }

  /** Does what there is to do. @returns milliseconds to the next look, or undefined if none is needed before the next write. */
  async #step(wait: OperationOptions): Promise<number | undefined> {
    const collection = this.opened();
    const { executor, keys, calibrations } = collection;
    this.#sinceLook = 0;
    const first = await readCalibrationState(executor, keys, wait);
    if (first.record !== collection.record) return undefined;
    if (first.version !== calibrations.active?.name.version) await adoptCalibration(collection, wait);
    if (!this.#isDue(first)) {
      this.#settled = calibrations.active;
      return undefined;
    }
    const lease = await CalibrationLease.acquire(executor, keys, "ask", wait);
    if (lease === undefined) return POLL_MS;
    return lease.during(async () => {
      // Once more: with the lease, nobody else changes it.
      const state = await readCalibrationState(executor, keys, wait);
      if (state.record !== collection.record || !this.#isDue(state)) return 0;
      return (await this.#do(collection, lease, state, wait)) ? 0 : POLL_MS;
    });
  }

  #isDue({ rewriting, version, count, triedWith }: CalibrationState): boolean {
    if (rewriting !== undefined) return true;
    if (count < this.options.calibrationSample || count < 2 * triedWith) return false;
    if (version === undefined) return true;
    return this.#isWanted && this.#sinceCalibration >= Math.max(MIN_NEW, MIN_NEW_SHARE * count);
  }

  /** @returns false if the lease was lost. */
  async #do(
    collection: CodedCollection,
    lease: CalibrationLease,
    state: CalibrationState,
    wait: OperationOptions,
  ): Promise<boolean> {
    if (state.rewriting !== undefined) return this.#rewrite(collection, lease, state, wait);
    const { dimension, calibrationSample: sampleSize, model } = this.options;
    this.#isWanted = false;
    const made = await calibrateOn(collection, model, { dimension, sampleSize }, wait).catch(noSample);
    // Elements were deleted meanwhile.
    if (made === undefined) return true;
    return this.#adopt(collection, made, { lease, state }, wait);
  }

  /** Puts a calibration in force, or keeps float32 if it fits too few vectors. @returns false if the lease was lost. */
  async #adopt(
    { calibrations, monitor }: CodedCollection,
    { record }: Calibration,
    { lease, state }: { readonly lease: CalibrationLease; readonly state: CalibrationState },
    wait: OperationOptions,
  ): Promise<boolean> {
    const share = record.candidates.find(({ scheme }) => scheme === record.scheme)?.fallbackShare ?? 0;
    if (share > MAX_FALLBACK_RATE) {
      monitor.keepFloat32(share);
      return lease.end({ triedWith: state.count }, wait);
    }
    const version = await lease.activate(record, wait);
    if (version === undefined) return false;
    calibrations.activate(version, record);
    monitor.useCalibration(record);
    this.#sinceCalibration = 0;
    monitor.emit({ kind: "recalibrated", version, sampleSize: record.samples });
    return true;
  }

  /** Goes on with the rewriting. @returns false if the lease was lost. */
  async #rewrite(
    collection: CodedCollection,
    lease: CalibrationLease,
    { rewriting, count }: CalibrationState,
    wait: OperationOptions,
  ): Promise<boolean> {
    const { keys, calibrations, monitor } = collection;
    await adoptCalibration(collection, wait);
    const calibration = calibrations.active;
    if (rewriting === undefined || calibration?.name.version !== rewriting.version) return false;
    const { dimension } = this.options;
    const plan = { progress: rewriting, dimension };
    const result = await rewriteCodes(collection, lease, calibration, plan, wait);
    if (result === undefined) return false;
    const { rewritten, kept, keptVersions, tooManyFallbacks } = result;
    const { version } = calibration.name;
    if (tooManyFallbacks !== undefined) {
      monitor.keepFloat32(tooManyFallbacks);
      return lease.end({ finished: [keys.rewriting], triedWith: count }, wait);
    }
    // No code of an older version is written since this one is in force, so those that no code was found of are not needed.
    const older = Array.from({ length: version - 1 }, (_, place) => place + 1);
    const unused = older
      .filter((one) => !keptVersions.includes(one))
      .map((one) => keys.calibrationPrefix + one);
    if (!(await lease.end({ finished: [keys.rewriting, ...unused] }, wait))) return false;
    monitor.emit({ kind: "codes-rewritten", version, rewritten, kept });
    return true;
  }
}

function overtaken(): OctavecError {
  return new OctavecError(
    "WRITE_CONFLICT",
    "recalibrate: another process has begun to calibrate this collection. Its calibration will be used; call again for a new one.",
  );
}

function noSample(error: unknown): undefined {
  if (!(error instanceof QuantizationError) || error.code !== "CALIBRATION_TOO_SMALL") throw error;
}
