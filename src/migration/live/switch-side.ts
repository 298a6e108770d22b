import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import { type LiveTuning, liveSchema, parseOptions } from "../../options/index.js";
import { Checkpoint } from "../backfill/checkpoint.js";
import type { Side } from "../target/versioned-script.js";
import { AliasReader } from "./alias-reader.js";
import { type LiveSides, Mirror } from "./mirror.js";
import { Replayer } from "./replayer.js";

export interface SwitchOptions extends LiveSides, LiveTuning {
  /** Name of the backfill that must be complete before a cutover; null: none. Default `default`. */
  readonly backfillName?: string | null | undefined;
  /** Longest time that writes may wait for the switch, in milliseconds, 1,000 to 100,000. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

export interface SwitchReport {
  readonly side: Side;
  /** How long writes had to wait; reads never do. */
  readonly writesWaitedMs: number;
}

/** KEYS: switching, pending, alias. ARGV: token, side. Only while the token is ours and nothing waits. */
const FLIP = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
if redis.call('XLEN', KEYS[2]) > 0 then return 0 end
redis.call('SET', KEYS[3], ARGV[2])
redis.call('DEL', KEYS[1])
return 1`;

/** KEYS: switching. ARGV: token. */
const GIVE_UP = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

const DEFAULT_TIMEOUT_MS = 30_000;
/** Beyond the age that an alias may have: clocks of processes run unevenly. */
const MARGIN_MS = 50;

/**
 * Makes the new side the one that answers and decides. Writes wait meanwhile (for a little more than `aliasMaxAgeMs`, plus
 * what is under way), reads do not. Everything that waits is brought over first, and the switch itself is one step: processes see
 * the old side or the new one, and when anything fails the old one stays.
 *
 * @throws OctavecError `MIGRATION_CONFLICT` when the backfill is not complete, the new side decides already, or another switch is
 * under way; `MIGRATION_INCOMPLETE` when what waits could not be brought over in time. Nothing is switched then.
 */
export function cutover(options: SwitchOptions): Promise<SwitchReport> {
  return switchTo("new", options);
}

/** The way back, in the same manner: writes that came after the cutover are on the old side, too. @throws as `cutover`. */
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
  const { side: from } = await new AliasReader(executor, keys, 0, tuning.mirrorTimeoutMs).ask();
  if (from === to) throw new OctavecError("MIGRATION_CONFLICT", `The ${to} side decides already.`);
  if (to === "new" && backfillName !== null)
    await requireBackfill(new Checkpoint(executor, keys.checkpoint(backfillName)), backfillName);
  const replayer = new Replayer(executor, keys, mirror, tuning.orphanAfterMs);
  // What can be done beforehand keeps the writes' wait short.
  await replayer.replay(from, tuning.orphanAfterMs).catch(() => {});

  const token = randomUUID();
  const startedAtMs = performance.now();
  const taken = await executor.send(["SET", keys.switching, token, "NX", "PX", String(timeoutMs + 5_000)]);
  if (taken === null) throw new OctavecError("MIGRATION_CONFLICT", "Another switch is under way.");
  try {
    await sleep(tuning.aliasMaxAgeMs + MARGIN_MS);
    let cause: unknown;
    for (;;) {
      const flipped = Number(
        await executor.send(["EVAL", FLIP, "3", keys.switching, keys.pending, keys.alias, token, to]),
      );
      if (flipped === 1) return { side: to, writesWaitedMs: performance.now() - startedAtMs };
      if (flipped === -1 || performance.now() - startedAtMs > timeoutMs) {
        throw stuck(await mirror.pending.count(), timeoutMs, cause);
      }
      await sleep(10);
      // Younger ones are under way: their own process brings them over.
      await replayer.replay(from, tuning.orphanAfterMs).catch((error: unknown) => {
        cause = error;
      });
    }
  } catch (error) {
    await executor.send(["EVAL", GIVE_UP, "1", keys.switching, token], { idempotent: true }).catch(() => {});
    if (isOctavecError(error, "CONNECTION_LOST") || isOctavecError(error, "TIMEOUT")) throw inDoubt(error);
    throw error;
  }
}

async function requireBackfill(checkpoint: Checkpoint, name: string): Promise<void> {
  const state = await checkpoint.read();
  if (state?.finished === true) return;
  throw new OctavecError(
    "MIGRATION_CONFLICT",
    state === undefined
      ? `There was no backfill "${name}". Run it first, or say backfillName: null when the new side is complete without one.`
      : `The backfill "${name}" is not complete: ${state.read} records so far. Run it to its end first.`,
  );
}

function stuck(pending: number, timeoutMs: number, cause: unknown): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `${pending} writes could not be brought to the other side within ${timeoutMs} ms; nothing was switched. ` +
      "See the cause, mend the side that fails, and run again.",
    { cause, details: { pending } },
  );
}

function inDoubt(cause: unknown): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    "The connection failed during the switch: the alias is the old one or the new one, nothing between. Ask for the side, and run again.",
    { cause },
  );
}
