import { OctavecError } from "../../errors/index.js";
import type { Command, Reply, SendOptions, StepResult } from "../../executor.js";

/** The part of an executor that a source needs. The `executor` of a `VectorClient` has it. */
export interface SourceExecutor {
  send(command: Command, options?: SendOptions): Promise<Reply>;
  pipeline(steps: readonly Command[], options?: SendOptions): Promise<StepResult[]>;
}

export interface KeyWalk {
  readonly type: "hash" | "ReJSON-RL";
  /** Keys that begin with one of them are walked; `""` stands for every key. */
  readonly prefixes: readonly string[];
  /** Keys that the server examines in one step; more than 1,000 count as 1,000. */
  readonly stepSize: number;
  /** Cursor of an earlier step. Default: from the beginning. */
  readonly cursor?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WalkedKeys {
  /** Each key once. */
  readonly keys: readonly Buffer[];
  /** Where the next walk continues; null after the last step. */
  readonly cursor: string | null;
}

interface Position {
  /** Run id of the server process that gave the cursor; empty if the server does not tell it. */
  readonly runId: string;
  readonly cursor: string;
}

/** One SCAN call blocks other clients while it examines this many keys. */
const MAX_STEP_SIZE = 1_000;

/** A walk that restarts more often than this would never end. */
const MAX_RESTARTS = 10;

/**
 * Walks the keys of one type by SCAN. Every key that exists during the whole walk comes at least once
 * (https://redis.io/docs/latest/commands/scan/). Steps without a key are skipped, except the last one.
 *
 * A cursor is valid only for the server process that gave it, because each process has its own order of keys. So every step
 * also asks for the run id, on the same connection. If another process answers, the walk begins again.
 *
 * @throws OctavecError `INVALID_ARGUMENT` for a cursor of another format, `UNSUPPORTED_SOURCE` if the walk had to begin again
 * more than ten times.
 */
export async function* walkKeys(executor: SourceExecutor, walk: KeyWalk): AsyncGenerator<WalkedKeys> {
  let position = walk.cursor === undefined ? undefined : readCursor(walk.cursor);
  let restarts = 0;
  do {
    walk.signal?.throwIfAborted();
    let step = await scanStep(executor, walk, position?.cursor ?? "0");
    if (position !== undefined && position.runId !== step.runId) {
      restarts += 1;
      if (restarts > MAX_RESTARTS) throw tooManyRestarts();
      step = await scanStep(executor, walk, "0");
    }
    position = step.next === "0" ? undefined : { runId: step.runId, cursor: step.next };
    const cursor = position === undefined ? null : `${position.runId}:${position.cursor}`;
    if (step.keys.length > 0 || cursor === null) yield { keys: step.keys, cursor };
  } while (position !== undefined);
}

async function scanStep(
  executor: SourceExecutor,
  walk: KeyWalk,
  cursor: string,
): Promise<{ runId: string; next: string; keys: Buffer[] }> {
  // Not `readOnly`: a replica has cursors of its own.
  const [info, scan] = await executor.pipeline([["INFO", "server"], scanCommand(walk, cursor)], {
    binary: true,
    idempotent: true,
    signal: walk.signal,
  });
  if (scan === undefined || !scan.ok) throw scan?.error ?? unexpectedReply();
  const [next, keys] = readScan(scan.value);
  return {
    runId: info?.ok ? runIdOf(info.value) : "",
    next,
    keys: unique(keys).filter((key) => hasPrefix(key, walk.prefixes)),
  };
}

function scanCommand({ type, prefixes, stepSize }: KeyWalk, cursor: string): Command {
  const [only, ...more] = prefixes;
  const pattern =
    only === undefined || only === "" || more.length > 0 ? [] : ["MATCH", `${globLiteral(only)}*`];
  return ["SCAN", cursor, "COUNT", String(Math.min(stepSize, MAX_STEP_SIZE)), ...pattern, "TYPE", type];
}

/** Escapes the characters that have a meaning in a pattern of Redis. */
function globLiteral(prefix: string): string {
  return prefix.replace(/[*?[\]^\\-]/g, "\\$&");
}

function hasPrefix(key: Buffer, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => {
    const bytes = Buffer.from(prefix, "utf8");
    return key.subarray(0, bytes.length).equals(bytes);
  });
}

/** SCAN may return a key more than once. */
function unique(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((key) => [key.toString("latin1"), key])).values()];
}

function readScan(reply: Reply): [string, Buffer[]] {
  if (!Array.isArray(reply) || !Array.isArray(reply[1])) throw unexpectedReply();
  return [String(reply[0]), reply[1].map((key) => (Buffer.isBuffer(key) ? key : Buffer.from(String(key))))];
}

function runIdOf(info: Reply): string {
  return /^run_id:(\w+)/m.exec(String(info))?.[1] ?? "";
}

function readCursor(cursor: string): Position {
  const match = /^(\w*):(\d+)$/.exec(cursor);
  if (match !== null) return { runId: match[1] ?? "", cursor: match[2] ?? "0" };
  throw new OctavecError("INVALID_ARGUMENT", "cursor: expected the cursor of a page of this source.");
}

function unexpectedReply(): OctavecError {
  return new OctavecError("UNEXPECTED_REPLY", "SCAN: expected a cursor and a list of keys.");
}

function tooManyRestarts(): OctavecError {
  return new OctavecError(
    "UNSUPPORTED_SOURCE",
    `The walk over the keys had to begin again more than ${MAX_RESTARTS} times, because another server process answered each time. Connect to one server, not to a cluster or a load balancer.`,
  );
}
