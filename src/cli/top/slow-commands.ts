import type { Reply, VectorClient } from "../../index.js";
import { ifAllowed } from "./if-allowed.js";

/** A command of the server's slow log. Of its arguments only a key of octavec is kept. */
export interface SlowCommand {
  readonly name: string;
  /** Whether it is a look-up or a search; others write or administrate. */
  readonly isLookup: boolean;
  readonly durationMicros: number;
  /** Milliseconds since 1970 by the server's clock. */
  readonly atMs: number;
  readonly key?: string | undefined;
}

/** Entries of the log that are looked at: as many as a server keeps by default. */
const LOG_LENGTH = 128;
const MOST_SHOWN = 10;
/** Of a script call: script, number of keys, first key. */
const KEY_OF_SCRIPT = 3;

/** The slowest commands of the slow log, the slowest first. Undefined if the user may not read it. */
export function readSlowCommands(
  client: VectorClient,
  signal: AbortSignal,
): Promise<readonly SlowCommand[] | undefined> {
  return ifAllowed(readLog(client, signal));
}

async function readLog(client: VectorClient, signal: AbortSignal): Promise<SlowCommand[]> {
  const reply = await client.sendCommand(["SLOWLOG", "GET", String(LOG_LENGTH)], { signal, readOnly: true });
  if (!Array.isArray(reply)) return [];
  return reply
    .map(slowCommandOf)
    .sort((a, b) => b.durationMicros - a.durationMicros)
    .slice(0, MOST_SHOWN);
}

function slowCommandOf(entry: Reply): SlowCommand {
  const [, atSeconds, micros, args] = Array.isArray(entry) ? entry : [];
  const [name = "?", ...rest] = Array.isArray(args) ? args.map(String) : [];
  const command = name.toUpperCase();
  const key = /^EVAL/.test(command) ? rest[KEY_OF_SCRIPT - 1] : rest[0];
  return {
    name: command,
    isLookup: /^(VSIM|EVAL(SHA)?_RO)$/.test(command),
    durationMicros: Number(micros),
    atMs: Number(atSeconds) * 1_000,
    // Other arguments may be text of users.
    ...(key?.startsWith("{") ? { key } : {}),
  };
}
