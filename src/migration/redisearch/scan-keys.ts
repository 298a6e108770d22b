import { OctavecError } from "../../errors/index.js";
import type { Command, Reply } from "../../executor.js";
import type { IndexSchema } from "./index-schema.js";
import type { SourceExecutor } from "./redis-connection.js";

/** Where a walk over the keys stands. */
export interface ScanPosition {
  /** The run of the server that gave the cursor; empty where the server does not tell. */
  readonly runId: string;
  readonly cursor: string;
}

export interface ScannedKeys {
  readonly keys: readonly Buffer[];
  /** Undefined after the last. */
  readonly next: ScanPosition | undefined;
  /** Whether the position was of another run, so that this is the first step again. */
  readonly restarted: boolean;
}

const REDIS_TYPES = { HASH: "hash", JSON: "ReJSON-RL" } as const;

/**
 * One step of SCAN over the keys of an index: those of its type that begin with one of its prefixes, each once per step.
 * A key that is there during the whole walk comes at least once (https://redis.io/docs/latest/commands/scan/).
 *
 * That promise holds within one run of the server: another one has another order of keys. So each step asks for
 * the run as well, on the same connection, and a position of another run starts from the beginning.
 */
export async function scanKeys(
  executor: SourceExecutor,
  schema: IndexSchema,
  position: ScanPosition | undefined,
  count: number,
  signal: AbortSignal | undefined,
): Promise<ScannedKeys> {
  const step = async (cursor: string) => {
    // Not `readOnly`: a replica has cursors of its own.
    const [info, scan] = await executor.pipeline([["INFO", "server"], scanCommand(schema, cursor, count)], {
      binary: true,
      idempotent: true,
      signal,
    });
    if (scan === undefined || !scan.ok) throw scan?.error ?? unknownReply();
    return { runId: info?.ok ? runIdOf(info.value) : "", reply: scan.value };
  };
  let answer = await step(position?.cursor ?? "0");
  const restarted = position !== undefined && position.runId !== answer.runId;
  if (restarted) answer = await step("0");
  const [next, keys] = readScan(answer.reply);
  const matching = unique(keys).filter((key) => hasPrefix(key, schema.prefixes));
  return {
    keys: matching,
    next: next === "0" ? undefined : { runId: answer.runId, cursor: next },
    restarted,
  };
}

function scanCommand({ keyType, prefixes }: IndexSchema, cursor: string, count: number): Command {
  const [only, ...more] = prefixes;
  const pattern =
    only === undefined || only === "" || more.length > 0 ? [] : ["MATCH", `${globLiteral(only)}*`];
  return ["SCAN", cursor, "COUNT", String(count), ...pattern, "TYPE", REDIS_TYPES[keyType]];
}

/** The prefix with everything escaped that a pattern of Redis gives a meaning. */
function globLiteral(prefix: string): string {
  return prefix.replace(/[*?[\]^\\-]/g, "\\$&");
}

function hasPrefix(key: Buffer, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => {
    const bytes = Buffer.from(prefix, "utf8");
    return key.subarray(0, bytes.length).equals(bytes);
  });
}

/** SCAN may give a key twice, which is no fault of anybody. */
function unique(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((key) => [key.toString("latin1"), key])).values()];
}

function readScan(reply: Reply): [string, Buffer[]] {
  if (!Array.isArray(reply) || !Array.isArray(reply[1])) throw unknownReply();
  return [String(reply[0]), reply[1].map((key) => (Buffer.isBuffer(key) ? key : Buffer.from(String(key))))];
}

function runIdOf(info: Reply): string {
  return /^run_id:(\w+)/m.exec(String(info))?.[1] ?? "";
}

function unknownReply(): OctavecError {
  return new OctavecError("UNEXPECTED_REPLY", "SCAN answered with something that is no cursor and keys.");
}
