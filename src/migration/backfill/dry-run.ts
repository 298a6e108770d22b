import { encodeAttributes } from "../../commands/index.js";
import { isOctavecError } from "../../errors/index.js";
import { checkId, prepareVector } from "../../repository/index.js";
import type { MigrationRecord, MigrationSource, RejectedRecord } from "../source/source.js";

export interface DryRunOptions {
  readonly source: MigrationSource;
  /** Components that the target takes. Default: what the source says of itself. */
  readonly dimension?: number | undefined;
  /** Records read at a time. Default 500. */
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each page with the number of records read. */
  readonly onProgress?: ((read: number) => void) | undefined;
}

export interface DryRunReport {
  readonly read: number;
  /** Records that a collection without an attribute schema would take. */
  readonly storable: number;
  readonly rejected: number;
  /** The first 20. */
  readonly rejects: readonly RejectedRecord[];
}

const EXAMPLES = 20;

/** Reads and decodes every record of a source and checks it as a backfill would; writes nothing anywhere. */
export async function dryRun({
  source,
  pageSize = 500,
  signal,
  onProgress,
  ...options
}: DryRunOptions): Promise<DryRunReport> {
  const dimension = options.dimension ?? (await source.describe({ signal })).dimension;
  const rejects: RejectedRecord[] = [];
  let [read, storable] = [0, 0];
  for await (const page of source.pages({ pageSize, signal })) {
    read += page.records.length + page.rejects.length;
    const refused = page.records.flatMap((record) => rejectOf(record, dimension) ?? []);
    storable += page.records.length - refused.length;
    rejects.push(...[...page.rejects, ...refused].slice(0, EXAMPLES - rejects.length));
    onProgress?.(read);
  }
  return { read, storable, rejected: read - storable, rejects };
}

function rejectOf(
  { id, vector, attributes }: MigrationRecord,
  dimension: number,
): RejectedRecord | undefined {
  try {
    checkId(id);
    prepareVector(vector, { dimension });
    if (attributes !== undefined) encodeAttributes(attributes);
    return undefined;
  } catch (error) {
    if (!isOctavecError(error)) throw error;
    return { id, code: error.code, reason: error.message };
  }
}
