import type { VectorClient } from "../client.js";
import { isOctavecError, OctavecError } from "../errors/index.js";
import { accessRights } from "./checks/access-rights.js";
import { cacheEntries } from "./checks/cache-entries.js";
import { collectionRecords } from "./checks/collection-records.js";
import { evictionPolicy } from "./checks/eviction-policy.js";
import { hostSettings } from "./checks/host-settings.js";
import { memoryHeadroom } from "./checks/memory-headroom.js";
import { orphanedCodes } from "./checks/orphaned-codes.js";
import { persistence } from "./checks/persistence.js";
import { replicas } from "./checks/replicas.js";
import { serverVersion } from "./checks/server-version.js";
import { threads } from "./checks/threads.js";
import { type Check, type Patient, Unseen } from "./contract/check.js";
import type { ExamineOptions } from "./contract/examine-options.js";
import type { Finding, Severity } from "./contract/finding.js";
import { type Keyspace, readKeyspace } from "./facts/keyspace.js";
import { readServerFacts } from "./facts/server-facts.js";

/** What was looked at, and what is wrong. */
export interface Examination {
  readonly version: string;
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly collections: number;
  /** Tenants of caches that have entries. */
  readonly caches: number;
  /** What could not be looked at. */
  readonly skipped: readonly { readonly check: string; readonly reason: string }[];
}

/** In the order of the guide. */
const CHECKS: readonly Check[] = [
  serverVersion,
  accessRights,
  evictionPolicy,
  persistence,
  memoryHeadroom,
  threads,
  hostSettings,
  replicas,
  collectionRecords,
  orphanedCodes,
  cacheEntries,
];

const WORST_FIRST: readonly Severity[] = ["error", "warning", "notice"];
const MOST_SAMPLED = 1_000;

/**
 * Looks at a server and at what octavec keeps there. It only reads. In a cluster it sees the keys of one primary.
 *
 * @example
 * import { connect } from "octavec";
 * import { examine } from "octavec/doctor";
 *
 * await using client = await connect({ url: "redis://localhost:6379" });
 * for (const { id, evidence, remedy } of (await examine(client)).findings) console.warn(id, evidence, remedy);
 * @throws OctavecError `INVALID_ARGUMENT`; `NOT_AUTHORIZED` if the user may not call INFO; the codes of commands.
 */
export async function examine(client: VectorClient, options: ExamineOptions = {}): Promise<Examination> {
  checkExamineOptions(options);
  const { executor } = client;
  const send = { signal: options.signal, readOnly: true };
  const facts = await readServerFacts(executor, send);
  let keys: Promise<Keyspace> | undefined;
  const keyspace = () => {
    keys ??= readKeyspace(executor, { ...send, namespace: options.namespace });
    return keys;
  };
  const patient: Patient = { client, facts, options, send, keyspace };
  const findings: Finding[] = [];
  const skipped: Examination["skipped"][number][] = [];
  for (const check of CHECKS) {
    options.signal?.throwIfAborted();
    try {
      findings.push(...(await check.run(patient)));
    } catch (error) {
      skipped.push({ check: check.name, reason: reasonOf(error) });
    }
  }
  if (facts.info.get("cluster_enabled") === "1") {
    skipped.push({ check: "keys", reason: "only the keys of one primary of the cluster were read" });
  }
  const { collections, generations } = (await keyspaceOrNone(keys)) ?? EMPTY;
  return {
    version: client.serverVersion,
    findings: findings
      .filter(({ id }) => !options.ignore?.includes(id))
      .sort((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity)),
    collections: collections.size,
    caches: new Set([...generations.values()].map(({ base }) => base)).size,
    skipped,
  };
}

const EMPTY = { collections: new Set(), generations: new Map() } satisfies Pick<
  Keyspace,
  "collections" | "generations"
>;

/** The failure to read them is in the report already. */
async function keyspaceOrNone(keys: Promise<Keyspace> | undefined): Promise<Keyspace | undefined> {
  return keys?.catch(() => undefined);
}

/** A check that may not look is left out; any other failure ends the examination. */
function reasonOf(error: unknown): string {
  if (error instanceof Unseen) return error.message;
  if (isOctavecError(error, "NOT_AUTHORIZED") || isOctavecError(error, "UNSUPPORTED_COMMAND"))
    return error.message;
  throw error;
}

function checkExamineOptions({ sampleSize, role, namespace }: ExamineOptions): void {
  const isSize =
    sampleSize === undefined ||
    (Number.isInteger(sampleSize) && sampleSize >= 1 && sampleSize <= MOST_SAMPLED);
  if (!isSize) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `examine: expected sampleSize from 1 to ${MOST_SAMPLED}, got ${String(sampleSize)}.`,
    );
  }
  if (role !== undefined && !["reader", "writer", "cache"].includes(role)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      `examine: expected role reader, writer or cache, got ${String(role)}.`,
    );
  }
  if (namespace !== undefined && !/^[A-Za-z0-9_.:%-]+$/.test(namespace)) {
    throw new OctavecError(
      "INVALID_ARGUMENT",
      "examine: expected a namespace of letters, digits, _ . - : and %. Pass the one that the repositories have.",
    );
  }
}
