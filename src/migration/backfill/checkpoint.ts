import { randomUUID } from "node:crypto";
import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";

/** The progress of a backfill, as it is stored in Redis. */
export interface BackfillState {
  /** Kind and name of the source. */
  readonly source: string;
  /** Cursor of the last batch written; null before the first and after the last batch. */
  readonly cursor: string | null;
  readonly finished: boolean;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly gaveWay: number;
  readonly superseded: number;
  readonly rejected: number;
  /** Size of the rejects file at this point. */
  readonly rejectsBytes: number;
  /** Sum over all runs. */
  readonly elapsedMs: number;
}

/** KEYS: checkpoint. ARGV: token of the run, state. Reply: 0 if another run has claimed the checkpoint, otherwise 1. */
const SAVE = `
if redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2])
return 1`;

/**
 * The stored progress of one backfill. The run that claimed it last owns it, so an earlier run that is still active stops at
 * its next save.
 */
export class Checkpoint {
  readonly #run = randomUUID();

  constructor(
    private readonly executor: Executor,
    private readonly key: string,
  ) {}

  /** The state that the last run saved. Reading it does not claim the checkpoint. */
  async read(): Promise<BackfillState | undefined> {
    const text = await this.executor.send(["HGET", this.key, "state"], { idempotent: true });
    return typeof text === "string" ? parseState(text, this.key) : undefined;
  }

  /** Makes this run the owner. */
  async claim(): Promise<void> {
    await this.executor.send(["HSET", this.key, "run", this.#run], { idempotent: true });
  }

  /** @throws OctavecError `MIGRATION_CONFLICT` if another run has claimed the checkpoint. */
  async save(state: BackfillState): Promise<void> {
    const saved = await this.executor.send(["EVAL", SAVE, "1", this.key, this.#run, JSON.stringify(state)], {
      idempotent: true,
    });
    if (Number(saved) === 1) return;
    throw new OctavecError(
      "MIGRATION_CONFLICT",
      `Another run has taken over the backfill ${this.key}, so this run stops. Nothing is lost: the other run continues.`,
    );
  }
}

function parseState(text: string, key: string): BackfillState {
  const state: unknown = JSON.parse(text);
  if (isState(state)) return state;
  throw new OctavecError(
    "MIGRATION_CONFLICT",
    `The checkpoint ${key} was written by another version of octavec. Run with restart.`,
  );
}

function isState(value: unknown): value is BackfillState {
  return (
    typeof value === "object" && value !== null && "source" in value && "cursor" in value && "read" in value
  );
}
