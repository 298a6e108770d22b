import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import { type LiveTuning, liveSchema, parseOptions } from "../../options/index.js";
import { Checkpoint } from "../backfill/checkpoint.js";
import type { Side } from "../target/versioned-script.js";
import { AliasReader } from "./alias-reader.js";
import { type LiveSides, Mirror } from "./mirror.js";
import { raiseFence } from "./raise-fence.js";
import { releaseLock } from "./release-lock.js";
import { Replayer } from "./replayer.js";

export interface SwitchOptions extends LiveSides, LiveTuning {
  /** Name of the backfill that must be complete before a cutover; null if none is required. Default `default`. */
  readonly backfillName?: string | null | undefined;
  /** Longest time that writes may wait for the switch, in milliseconds, 1,000 to 100,000. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

export interface SwitchReport {
  /** The side that is active now. */
  readonly side: Side;
  /** How long writes had to wait. Reads never wait. */
  readonly writesWaitedMs: number;
}

/**
 * KEYS: switching, pending, alias, clock. ARGV: token, side, fence. Switches only if this process still holds the lock, no id is
 * pending, and no version was taken after the fence. Reply: -1 if the lock is lost, 0 if it must be tried again, 1 after the switch.
 */
const SWITCH = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
if redis.call('XLEN', KEYS[2]) > 0 or redis.call('GET', KEYS[4]) ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[3], ARGV[2])
redis.call('DEL', KEYS[1])
return 1`;

const DEFAULT_TIMEOUT_MS = 30_000;
/** Added to `aliasMaxAgeMs`, because the clocks of processes differ in speed. */
const MARGIN_MS = 50;

/**
 * Makes the new side the active one. Writes wait during the switch, for a little longer than `aliasMaxAgeMs` and for the
 * writes in progress; reads do not wait. Pending ids are copied first. The switch itself is one atomic step, so every process
 * sees either the old or the new side. If anything fails, the old side stays active.
 *
 * @throws OctavecError `MIGRATION_CONFLICT` if the backfill is not complete, the new side is active already, or another switch
 * is in progress; `MIGRATION_INCOMPLETE` if the pending ids could not be copied in time, and then nothing was switched.
 * It is also thrown if the connection failed during the switch; then either side may be active.
 */
export function cutover(options: SwitchOptions): Promise<SwitchReport> {
  return switchTo("new", options);
}

/** Makes the old side active again, in the same way. The old side has all writes since the cutover. @throws as `cutover`. */
export function rollback(options: SwitchOptions): Promise<SwitchReport> {
  return switchTo("old", options);
}

async function switchTo(to: Side, options: SwitchOptions): Promise<SwitchReport> {
  const { client, target, old, backfillName = "default", timeoutMs = DEFAULT_TIMEOUT_MS, ...given } = options;
  const tuning = parseOptions(liveSchema, given, "switch options");
  if (!(timeoutMs >= 1_000 && timeoutMs <= 100_000)) {
    throw new OctavecError("INVALID_ARGUMENT", `timeoutMs: expected 1,000 to 100,000, got ${timeoutMs}.`);
  }
  const { executor } = client;
  const mirror = new Mirror({ client, target, old }, tuning);
  const { keys } = mirror;
  const { side: from } = await new AliasReader(executor, keys, 0, tuning.mirrorTimeoutMs).refresh();
  if (from === to) throw new OctavecError("MIGRATION_CONFLICT", `The ${to} side is already active.`);
  if (to === "new" && backfillName !== null)
    await requireBackfill(new Checkpoint(executor, keys.checkpoint(backfillName)), backfillName);
  const replayer = new Replayer(executor, keys, mirror, tuning.orphanAfterMs);
  // A replay before the switch shortens the time that writes wait.
  await replayer.replay(from, tuning.orphanAfterMs).catch(() => {});

  const token = randomUUID();
  const startedAtMs = performance.now();
  const lock = ["SET", keys.switching, token, "NX", "PX", String(timeoutMs + 5_000)];
  if ((await executor.send(lock)) === null) {
    throw new OctavecError("MIGRATION_CONFLICT", "Another switch is in progress.");
  }
  try {
    await sleep(tuning.aliasMaxAgeMs + MARGIN_MS);
    let cause: unknown;
    for (;;) {
      // Not before the pending ids are copied, because a fence refuses the writes in progress.
      const isReady = (await mirror.pending.count()) === 0;
      const fence = isReady ? await raiseFence(executor, target, keys) : "";
      const used = [keys.switching, keys.pending, keys.alias, keys.clock];
      const switched = Number(await executor.send(["EVAL", SWITCH, "4", ...used, token, to, fence]));
      if (switched === 1) return { side: to, writesWaitedMs: performance.now() - startedAtMs };
      if (switched === -1 || performance.now() - startedAtMs > timeoutMs) {
        throw notInTime(await mirror.pending.count(), timeoutMs, cause);
      }
      await sleep(10);
      // Younger ids belong to writes in progress, whose own processes copy them.
      await replayer.replay(from, tuning.orphanAfterMs).catch((error: unknown) => {
        cause = error;
      });
    }
  } catch (error) {
    await releaseLock(executor, keys.switching, token).catch(() => {});
    if (isOctavecError(error, "CONNECTION_LOST") || isOctavecError(error, "TIMEOUT")) {
      throw outcomeUnknown(error);
    }
    throw error;
  }
}

async function requireBackfill(checkpoint: Checkpoint, name: string): Promise<void> {
  const state = await checkpoint.read();
  if (state?.finished === true) return;
  throw new OctavecError(
    "MIGRATION_CONFLICT",
    state === undefined
      ? `There was no backfill "${name}". Run it first, or pass backfillName: null if the new side is complete without one.`
      : `The backfill "${name}" is not complete: it has read ${state.read} records so far. Run it to its end first.`,
  );
}

function notInTime(pending: number, timeoutMs: number, cause: unknown): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `${pending} writes could not be copied to the other side within ${timeoutMs} ms; nothing was switched. ` +
      "See the cause, repair the side that fails, and run again.",
    { cause, details: { pending } },
  );
}

function outcomeUnknown(cause: unknown): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    "The connection failed during the switch, so either side may be active now. Read the side, and run again if needed.",
    { cause },
  );
}
