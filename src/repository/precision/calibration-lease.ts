import { randomUUID } from "node:crypto";
import type { CalibrationRecord } from "../../../quantization/index.js";
import type { Command, Executor } from "../../executor.js";
import type { OperationOptions } from "../../options/index.js";
import { replyOf } from "../../reply.js";
import type { CollectionKeys } from "../elements/collection-keys.js";
import { nextVersion } from "./calibration-store.js";
import { ACTIVATE_CALIBRATION, END_LEASE, REPLACE_CODES } from "./rewriting.lua.js";

/** A step takes milliseconds, and a calibration up to a few seconds. When a process was killed, others go on after this time. */
const LEASE_MS = 20_000;
const END_TIMEOUT_MS = 1_000;

/** A code that is to be replaced: its id, the code as it was read, and the new one. */
export interface CodeChange {
  readonly id: Buffer;
  readonly old: Buffer;
  readonly new: Buffer;
}

/**
 * The right to calibrate a collection and to rewrite its codes, which one process has at a time. Each script compares the token,
 * so a process that was held up for longer than the lease changes nothing.
 */
export class CalibrationLease {
  readonly #token = randomUUID();

  private constructor(
    private readonly executor: Executor,
    private readonly keys: CollectionKeys,
  ) {}

  /** @param how - `take`: also from a process that has it now. @returns undefined if another process has it. */
  static async acquire(
    executor: Executor,
    keys: CollectionKeys,
    how: "ask" | "take",
    options: OperationOptions,
  ): Promise<CalibrationLease | undefined> {
    const lease = new CalibrationLease(executor, keys);
    const command: Command = ["SET", keys.calibrationLease, lease.#token, "PX", String(LEASE_MS)];
    const reply = await executor.send(how === "ask" ? [...command, "NX"] : command, options);
    return reply === null ? undefined : lease;
  }

  /** Puts a calibration in force. @returns its version, or undefined if the lease is lost. */
  async activate(record: CalibrationRecord, options: OperationOptions): Promise<number | undefined> {
    const { executor, keys } = this;
    const version = await nextVersion(executor, keys, options);
    const calibration = keys.calibrationPrefix + String(version);
    const reply = await this.#run(
      ACTIVATE_CALIBRATION,
      [keys.meta, calibration, keys.rewriting],
      [String(version), JSON.stringify(record)],
      options,
    );
    return reply === 1 ? version : undefined;
  }

  /** Replaces codes and notes the progress. @returns how many were replaced, or undefined if the lease is lost. */
  async replace(
    changes: readonly CodeChange[],
    progress: { readonly cursor: string; readonly kept: string },
    options: OperationOptions,
  ): Promise<number | undefined> {
    const { codes, rewriting } = this.keys;
    const words = changes.flatMap(({ id, old, new: changed }) => [id, old, changed]);
    const args = [String(LEASE_MS), progress.cursor, progress.kept, ...words];
    const reply = Number(await this.#run(REPLACE_CODES, [codes, rewriting], args, options));
    return reply < 0 ? undefined : reply;
  }

  /**
   * Gives the lease back.
   *
   * @param done - `finished`: keys to delete in the same step; `triedWith`: the number of codes, if a calibration was not used. The
   * next one follows when there are twice as many.
   * @returns false if the lease was lost.
   */
  async end(
    { finished = [], triedWith }: { readonly finished?: readonly string[]; readonly triedWith?: number },
    options: OperationOptions,
  ): Promise<boolean> {
    const args = [triedWith === undefined ? "" : String(triedWith)];
    return (await this.#run(END_LEASE, [this.keys.meta, ...finished], args, options)) === 1;
  }

  /** Does work, and gives the lease back after it, also when it fails or the client is closed. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      // Without an answer the lease expires by itself.
      await this.end({}, { timeoutMs: END_TIMEOUT_MS }).catch(() => {});
    }
  }

  async #run(
    script: typeof END_LEASE,
    keys: readonly string[],
    args: readonly (string | Buffer)[],
    options: OperationOptions,
  ) {
    const call = { keys: [this.keys.calibrationLease, ...keys], args: [this.#token, ...args] };
    const [result] = await script.runEach(this.executor, [call], { ...options, idempotent: true });
    return replyOf(result, options.signal);
  }
}
