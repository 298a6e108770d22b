import { randomUUID } from "node:crypto";
import { OctavecError } from "../../errors/index.js";
import type { Executor } from "../../executor.js";

/** How far a backfill has come, as it is kept in Redis. */
export interface BackfillState {
  /** Kind and name of the source. */
  readonly source: string;
  /** Where to go on; null: from the beginning. */
  readonly cursor: string | null;
  readonly finished: boolean;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly gaveWay: number;
  readonly superseded: number;
  readonly rejected: number;
  /** Size of the rejects file at this place. */
  readonly rejectsBytes: number;
  /** Milliseconds over all runs. */
  readonly elapsedMs: number;
}

/** KEYS: checkpoint. ARGV: token of the run, state. A run that was replaced by another one is told so. */
const SAVE = `
if redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', ARGV[2])
return 1`;

/** The place of one backfill in Redis. The run that took it last owns it: an earlier one that still goes stops at its next save. */
export class Checkpoint {
  readonly #run = randomUUID();

  constructor(
    private readonly executor: Executor,
    private readonly key: string,
  ) {}

  /** The state that the last run left, without taking it over. */
  async read(): Promise<BackfillState | undefined> {
    const text = await this.executor.send(["HGET", this.key, "state"], { idempotent: true });
    return typeof text === "string" ? parseState(text, this.key) : undefined;
  }

  /** From now on this run owns the place. */
  async take(): Promise<void> {
    await this.executor.send(["HSET", this.key, "run", this.#run], { idempotent: true });
  }

  /** @throws OctavecError `MIGRATION_CONFLICT` when another run took over. */
  async save(state: BackfillState): Promise<void> {
    const saved = await this.executor.send(["EVAL", SAVE, "1", this.key, this.#run, JSON.stringify(state)], {
      idempotent: true,
    });
    if (Number(saved) === 1) return;
    throw new OctavecError(
      "MIGRATION_CONFLICT",
      `Another run has taken over the backfill ${this.key}; this one stops. Nothing is lost: the other goes on.`,
    );
  }
}

function parseState(text: string, key: string): BackfillState {
  const state: unknown = JSON.parse(text);
  if (isState(state)) return state;
  throw new OctavecError(
    "MIGRATION_CONFLICT",
    `The checkpoint ${key} is of another version of octavec. Run with restart.`,
  );
}

function isState(value: unknown): value is BackfillState {
  return (
    typeof value === "object" && value !== null && "source" in value && "cursor" in value && "read" in value
  );
}
