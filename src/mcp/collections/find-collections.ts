import type { VectorClient } from "../../client.js";
import { isOctavecError, OctavecError } from "../../errors/index.js";
import { readList, readTexts } from "../../reply.js";
import { type CollectionNames, nameOfKey } from "../contract/collection-names.js";

export interface FoundNames {
  readonly names: readonly string[];
  /** Give it as `cursor` to get the next page. Undefined on the last page. */
  readonly nextCursor: string | undefined;
}

/** Keys that one SCAN call examines at most: it keeps other clients waiting for about a millisecond. */
const MOST_KEYS = 5_000;
/** How long one page may be looked for. A server with many other keys then gives a short page and a cursor. */
const PAGE_MS = 2_000;

interface Page {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * One page of the collections that a caller may use. Redis has no list of them, so they are looked for among the keys, unless the
 * caller's names are all whole.
 *
 * @returns about `limit` names, at most twice as many, perhaps fewer or none though there are more: `nextCursor` says so. SCAN may
 * give a name twice.
 * @throws OctavecError `INVALID_ARGUMENT` for an unknown cursor; `NOT_AUTHORIZED` without the right to SCAN;
 * `UNSUPPORTED_OPERATION` in a cluster, where SCAN sees the keys of one server.
 */
export async function findCollections(
  client: VectorClient,
  allowed: CollectionNames,
  { limit, cursor, signal }: Page,
): Promise<FoundNames> {
  const { known } = allowed;
  if (known !== undefined) {
    const start = Number(placeIn(cursor, "at"));
    const end = start + limit;
    return { names: known.slice(start, end), nextCursor: end < known.length ? `at:${end}` : undefined };
  }
  await requireOneServer(client, signal);
  const until = performance.now() + PAGE_MS;
  const names = new Set<string>();
  let at = placeIn(cursor, "scan");
  // A call returns hardly more keys than it examines.
  let examine = limit;
  do {
    const step = await scan(client, allowed.keyPattern, { at, examine, signal });
    if (examine > limit && names.size + step.keys.length > 2 * limit) {
      // Here are more than elsewhere. The same cursor may be used again.
      examine = limit;
      continue;
    }
    at = step.at;
    for (const key of step.keys) {
      const name = nameOfKey(key);
      if (name !== undefined && allowed.allows(name)) names.add(name);
    }
    if (2 * step.keys.length < examine) examine = Math.min(MOST_KEYS, 2 * examine);
  } while (at !== "0" && names.size < limit && performance.now() < until);
  return { names: [...names].sort(), nextCursor: at === "0" ? undefined : `scan:${at}` };
}

interface ScanStep {
  readonly at: string;
  readonly examine: number;
  readonly signal: AbortSignal;
}

async function scan(client: VectorClient, pattern: string, { at, examine, signal }: ScanStep) {
  const command = ["SCAN", at, "MATCH", pattern, "COUNT", String(examine), "TYPE", "vectorset"];
  try {
    // Not marked as reading only: a replica has cursors of its own.
    const [next, keys] = readList("SCAN", await client.sendCommand(command, { idempotent: true, signal }));
    return { at: String(next), keys: readTexts("SCAN", keys) };
  } catch (error) {
    if (!isOctavecError(error, "NOT_AUTHORIZED")) throw error;
    throw new OctavecError(
      "NOT_AUTHORIZED",
      `list_collections: the user of Redis may not run SCAN. Grant it with +scan, or ${NAME_THEM}`,
      { cause: error },
    );
  }
}

const NAME_THEM =
  "name the collections of this server without *: as --collections of octavec mcp, or mcp.keys.collections of the gateway.";

async function requireOneServer(client: VectorClient, signal: AbortSignal): Promise<void> {
  // A connection to one server of a cluster has this mode, too.
  const { mode } = await client.health({ signal });
  if (mode !== "cluster") return;
  throw new OctavecError(
    "UNSUPPORTED_OPERATION",
    `list_collections: this is a cluster, of which SCAN sees one server only. Other tools work. To list collections, ${NAME_THEM}`,
  );
}

function placeIn(cursor: string | undefined, kind: "at" | "scan"): string {
  if (cursor === undefined) return "0";
  const digits = new RegExp(`^${kind}:(\\d{1,20})$`).exec(cursor)?.[1];
  if (digits !== undefined) return digits;
  throw new OctavecError(
    "INVALID_ARGUMENT",
    "cursor: expected the nextCursor of an earlier page of the same server, or none for the first page.",
  );
}
