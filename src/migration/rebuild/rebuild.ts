import { OctavecError } from "../../errors/index.js";
import { parseOptions, type RebuildTuning, rebuildSchema } from "../../options/index.js";
import type { VectorRepository } from "../../repository/index.js";
import { type BackfillOptions, type BackfillReport, backfill } from "../backfill/backfill.js";
import { AliasReader } from "../live/alias-reader.js";
import { cutover, type SwitchReport } from "../live/switch-side.js";
import { migrationKeys } from "../target/migration-keys.js";
import { type VerifiedFilter, verifyMigration } from "../verify/verify-migration.js";
import type { VerifyReport } from "../verify/verify-report.js";
import type { CollectionPort } from "./collection-port.js";

export interface RebuildOptions extends RebuildTuning {
  readonly client: BackfillOptions["client"];
  /** The new collection, opened with `client` and with the parameters that it shall have. */
  readonly target: VectorRepository;
  /** The present collection. */
  readonly old: CollectionPort;
  /** Filters whose hits the verification compares. Pass `source` and `target`, which are the same. Default: none. */
  readonly filters?: readonly VerifiedFilter[] | undefined;
}

/** What a rebuild did in this call. */
export interface RebuildReport {
  /** `done`: the new collection is active. `paused`: the signal was aborted, and the same call continues. */
  readonly state: "done" | "paused";
  /** Absent if the new collection was active already. */
  readonly copied?: BackfillReport;
  /** Absent if the rebuild was paused before. */
  readonly verified?: VerifyReport;
  /** Absent if this call did not switch. */
  readonly switched?: SwitchReport;
}

/**
 * Replaces a collection by one with other parameters (shards, `m`, quantization, precision, rotation …) while applications read and
 * write it through `openAlias` with the same `client`, `target` and `old`. It copies the records, compares both collections, and
 * switches the alias if they are equal.
 *
 * Call it again after a crash, a pause or a failure: the copy continues from its checkpoint, the comparison starts anew, and after the
 * switch it returns at once. `rollback` with the same sides switches back and loses no write.
 *
 * @throws OctavecError as `backfill`, `verifyMigration` and `cutover`; `MIGRATION_INCOMPLETE` if the collections differ, with
 * `details.problems` and `details.examples` of the report. The old collection is still active then.
 */
export async function rebuild(options: RebuildOptions): Promise<RebuildReport> {
  const { client, target, old, filters, ...given } = options;
  // All options at once, because the later steps begin when the copy is complete.
  const tuning = parseOptions(rebuildSchema, given, "rebuild options");
  const { backfill: copying, verify: comparing, timeoutMs, signal, onProgress, ...live } = tuning;
  const alias = new AliasReader(client.executor, migrationKeys(target), 0, live.mirrorTimeoutMs);
  if ((await alias.refresh()).side === "new") return { state: "done" };
  const both = { source: old.source, target, client, signal };

  const copied = await backfill({
    ...copying,
    ...both,
    onProgress: ({ read, total }) => onProgress?.({ step: "backfill", read, total }),
  });
  if (copied.state === "paused") return { state: "paused", copied };
  const total = copied.read;
  const verified = await verifyMigration({
    ...comparing,
    ...both,
    filters,
    onProgress: (read) => onProgress?.({ step: "verify", read, total }),
  }).catch((error: unknown) => {
    if (signal?.aborted) return undefined;
    throw error;
  });
  if (verified === undefined || signal?.aborted)
    return { state: "paused", copied, ...(verified && { verified }) };
  if (!verified.pass) throw differs(verified);

  onProgress?.({ step: "cutover", read: verified.counts.source, total: verified.counts.source });
  const switched = await cutover({ client, target, old, ...live, timeoutMs, backfillName: copying.name });
  return { state: "done", copied, verified, switched };
}

function differs({ problems, examples }: VerifyReport): OctavecError {
  return new OctavecError(
    "MIGRATION_INCOMPLETE",
    `The new collection differs from the old one, so nothing was switched: ${problems.join(" ")} ` +
      "Ids that wait for a replay are equal after it; then run the rebuild again.",
    { details: { problems, examples } },
  );
}
