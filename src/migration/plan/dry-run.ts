import { OctavecError } from "../../errors/index.js";
import { type MigrationSource, type RejectedRecord, rejectOf } from "../source/source.js";
import { checkRecord } from "../target-record.js";

export interface DryRunOptions {
  source: MigrationSource;
  /** Components the target will have. Default: the source's. */
  dimension?: number | undefined;
  /** Records of one page, 1 or more. Default 500. */
  pageSize?: number | undefined;
  /** Rejects that the report lists, from the first; all are counted. Default 100. */
  maxRejects?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Told after each page. What it throws ends the run. */
  onProgress?: ((progress: { readonly read: number; readonly total: number | null }) => void) | undefined;
}

export interface DryRunReport {
  /** Records that came, good or not. */
  readonly read: number;
  /** Records that the target would take. */
  readonly accepted: number;
  readonly rejected: number;
  /** How many for each code. */
  readonly rejectsByCode: Readonly<Record<string, number>>;
  /** The first of them. */
  readonly rejects: readonly RejectedRecord[];
  /** Records with something that attributes cannot hold, kept as JSON beside. */
  readonly withExtra: number;
  readonly elapsedMs: number;
}

/**
 * Reads and decodes every record of a source and checks it as a write would, but writes nothing. Memory stays that of
 * one page. Rejects with what the source rejects with.
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
