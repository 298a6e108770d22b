import { OctavecError } from "../../errors/index.js";
import { type MigrationSource, type RejectedRecord, rejectOf } from "../source/source.js";
import { checkRecord } from "../source/target-record.js";

export interface DryRunOptions {
  source: MigrationSource;
  /** Dimension of the target. Default: that of the source. */
  dimension?: number | undefined;
  /** Records per page, 1 or more. Default 500. */
  pageSize?: number | undefined;
  /** The report lists at most this many rejects, 0 or more. All rejects are counted. Default 100. */
  maxRejects?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called after each page. If it throws, the run rejects with that error. */
  onProgress?: ((progress: { readonly read: number; readonly total: number | null }) => void) | undefined;
}

export interface DryRunReport {
  /** Accepted and rejected records. */
  readonly read: number;
  /** Records that the target would store. */
  readonly accepted: number;
  readonly rejected: number;
  /** Number of rejects by error code. */
  readonly rejectsByCode: Readonly<Record<string, number>>;
  /** The first rejects. */
  readonly rejects: readonly RejectedRecord[];
  /** Accepted records with values that attributes cannot hold, see `MigrationRecord.extra`. */
  readonly withExtra: number;
  readonly elapsedMs: number;
}

/**
 * Reads every record of a source and checks it as a write would, but writes nothing. Memory holds one page.
 *
 * @throws OctavecError `INVALID_ARGUMENT`, and the errors of the source.
 */
export async function dryRun(options: DryRunOptions): Promise<DryRunReport> {
  const { source, pageSize = 500, maxRejects = 100, signal, onProgress } = options;
  if (!Number.isInteger(maxRejects) || maxRejects < 0) {
    throw new OctavecError("INVALID_ARGUMENT", `dryRun: maxRejects: expected 0 or more, got ${maxRejects}.`);
  }
  const startedMs = performance.now();
  const { count, dimension } = await source.describe({ signal });
  const wanted = options.dimension ?? dimension;
  const rejects: RejectedRecord[] = [];
  const rejectsByCode: Record<string, number> = {};
  let [accepted, rejected, withExtra] = [0, 0, 0];
  const reject = (one: RejectedRecord) => {
    rejected += 1;
    rejectsByCode[one.code] = (rejectsByCode[one.code] ?? 0) + 1;
    if (rejects.length < maxRejects) rejects.push(one);
  };
  for await (const page of source.pages({ pageSize, signal })) {
    for (const one of page.rejects) reject(one);
    for (const record of page.records) {
      try {
        checkRecord(record, wanted);
        accepted += 1;
        withExtra += Number(record.extra !== undefined);
      } catch (error) {
        reject(rejectOf(error, record.id));
      }
    }
    onProgress?.({ read: accepted + rejected, total: count });
  }
  return {
    read: accepted + rejected,
    accepted,
    rejected,
    rejectsByCode,
    rejects,
    withExtra,
    elapsedMs: performance.now() - startedMs,
  };
}
